import { until } from '../support/until.js';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { TestApi } from '../support/api.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const DEMO = {
  staff: [
    {
      email: 'a-person-with-a-long-name@reup.example',
      password: 'k7Q2-mXw9-Rt4b-Zp6c',
      totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      roles: ['batch-manager'],
    },
  ],
  cards: [{ serial: '9700012300045613', pin: '1234567890123456', state: 'in_store' }],
  devices: [{ number: '5550100042', paidThrough: '2026-12-31' }],
};

(existsSync(CHROMIUM) ? describe : describe.skip)('pages of the API in a browser', () => {
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    api = await TestApi.start();
    writeFileSync(join(api.home, 'demo.json'), JSON.stringify(DEMO), { mode: 0o600 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  it.each([
    ['/', 360, 640, 'PIN'],
    ['/', 1_366, 768, 'PIN'],
    ['/docs', 1_366, 768, '/v1/redemptions/preview'],
  ])(
    '%s at %i × %i complains of nothing, asks nobody else and does not overflow',
    async (path, width, height, text) => {
      const context = await browser.newContext({ viewport: { width, height } });
      try {
        const page = await context.newPage();
        const wrong: string[] = [];
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
        });
        page.on('pageerror', (error) => wrong.push(error.message));
        page.on('request', (request) => {
          if (!request.url().startsWith(api.url) && !request.url().startsWith('data:')) wrong.push(request.url());
        });
        await page.goto(`${api.url}${path}`, { waitUntil: 'networkidle' });
        // The API page draws what is near the window alone: its last calls are seen at its end.
        await until(async () => {
          await page.keyboard.press('End');
          return (await page.getByText(text).count()) > 0;
        });
        await page.getByText(text).first().waitFor();
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect([wrong, overflow]).toEqual([[], 0]);
      } finally {
        await context.close();
      }
    },
  );
});
