import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generateSync } from 'otplib';
import { PASSWORD } from '../support/api.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, type Desk, Office } from '../support/office.js';

jest.setTimeout(180_000);

const NEW_PASSWORD = 'seven quiet herons over the weir';

(HAS_CHROMIUM ? describe : describe.skip)('the office: signing in', () => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.start();
  });
  afterAll(() => office.close());

  const heading = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('heading', { level: 1, name }).waitFor();

  async function typePassword({ page }: Desk, email: string, password = PASSWORD): Promise<void> {
    await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await page.getByLabel(/^Password/).fill(password);
    await page.keyboard.press('Enter');
  }

  it('asks for the password, then for a code, and opens the page that was wanted', async () => {
    const person = await office.api.person('batch-manager');
    const desk = await office.door();
    await desk.page.goto(`${office.api.url}/office/batches?state=minted`);
    await heading(desk.page, 'Sign in');
    await desk.expectSoundEverywhere('sign-in');

    await typePassword(desk, person.email, 'not the password');
    await desk.page.getByText('E-mail or password is wrong').first().waitFor();
    await desk.expectSoundEverywhere('sign-in-wrong');
    expect(await desk.page.getByRole('textbox', { name: 'E-mail' }).inputValue()).toBe(person.email);

    await typePassword(desk, person.email);
    await heading(desk.page, 'Your second factor');
    await desk.expectSoundEverywhere('sign-in-code');
    await desk.page.keyboard.type('000000');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText('The code or passkey is not right').first().waitFor();

    await desk.page.getByRole('textbox', { name: 'Code' }).fill(await office.api.freshCode(person));
    await desk.page.keyboard.press('Enter');
    await heading(desk.page, 'Batches');
    expect(new URL(desk.page.url()).search).toBe('?state=minted');

    await desk.page.getByRole('button', { name: /: menu$/ }).click();
    await desk.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(desk.page, 'Sign in');
  });

  it('lets a newcomer with a one-time code do nothing but set up a second factor', async () => {
    const admin = await office.api.person('admin');
    const body = { email: 'new@reup.example', name: 'Nora New', roles: ['stock'] };
    const made = await office.api.call('POST', '/v1/office/people', { token: admin.token, body });
    expect(made.status).toBe(201);
    const desk = await office.door();
    const { page } = desk;
    await page.goto(`${office.api.url}/office/sign-in`);
    await page.getByText('I have a one-time code').click();
    await heading(page, 'Begin with a one-time code');
    await desk.expectSoundEverywhere('recover');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(body.email);
    await page.getByLabel('One-time code').fill(made.json.invitation.code);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await heading(page, 'Set up a second factor');
    await desk.expectSoundEverywhere('enrol');
    await page.goto(`${office.api.url}/office/batches`);
    await heading(page, 'Set up a second factor');

    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    const secret = (await page.locator('.digits.wrap').textContent())!.replace(/\s/g, '');
    await page.getByRole('img', { name: 'QR code of the secret' }).waitFor();
    await desk.expectSoundEverywhere('enrol-app');
    await page.getByRole('textbox', { name: 'Code' }).fill(generateSync({ secret }));
    await page.keyboard.press('Enter');
    await heading(page, 'Batches');
  });

  it('takes a passkey, and asks for the second factor again before something that gives power away', async () => {
    const person = await office.api.person('support');
    const desk = await office.door(DESKTOP, 'localhost');
    const { page } = desk;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
    } as const;
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(`${office.api.url.replace('127.0.0.1', 'localhost')}/office/security`);
    await typePassword(desk, person.email);
    await page.getByRole('textbox', { name: 'Code' }).fill(await office.api.freshCode(person));
    await page.keyboard.press('Enter');
    await heading(page, 'Security');
    await page.getByLabel('Name of the passkey').fill('Work laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('list', { name: 'Passkeys' }).getByText('Work laptop').waitFor();
    await desk.expectSoundEverywhere('security');

    await office.proveLongAgo(desk, person);
    await page.getByLabel('What for').fill('nightly export');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
    await desk.expectSoundEverywhere('step-up');
    await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('Copy it now: it is shown this once').waitFor();
    await desk.expectSoundEverywhere('security-token');

    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');
    await typePassword(desk, person.email);
    await heading(page, 'Your second factor');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await heading(page, 'Batches');
  });

  it('changes nothing when the second factor is not proved again', async () => {
    const person = await office.api.person('support');
    const desk = await office.window(person);
    await desk.open('/security', 'Security');
    await office.proveLongAgo(desk, person);
    await desk.page.getByLabel('What for').fill('nightly export');
    await desk.page.getByRole('button', { name: 'Make a token' }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
    await desk.page.getByText('step_up.required').waitFor();
    const [{ n }] = (await office.api.transactions.read<{ n: number }>(
      'SELECT count(*)::int AS n FROM access_token WHERE staff_id = $1',
      [person.staffId],
    )) as [{ n: number }];
    expect(n).toBe(1);
  });
});
