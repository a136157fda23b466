import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { type Person, TestApi } from './api.js';
import { violationsOf } from './axe.js';
import { until } from './until.js';
import { launchBrowser, overflowOf, watchPage } from './browser.js';

export const DESKTOP = { width: 1_366, height: 768 };
export const PHONE = { width: 360, height: 640 };

/** Where pictures of the pages go for people to look at; of none, no picture is taken. */
const PICTURES = process.env['OFFICE_PICTURES'];

const TAB_STOPS_MAX = 80;
/** What has the focus: its name, and the line around it. Of nothing, an empty name. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return { text: '', ring: '' };
  const label = at.labels?.[0]?.textContent ?? at.textContent ?? '';
  return { text: (at.getAttribute('aria-label') ?? label).replace(' *', '').trim(), ring: getComputedStyle(at).outlineStyle };
})()`;

/** The office in a real browser, on somebody's database. */
export class Office {
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    readonly api: TestApi,
    private readonly browser: Browser,
  ) {}

  static async open(databaseUrl: string): Promise<Office> {
    return new Office(await TestApi.start({ DATABASE_URL: databaseUrl }), await launchBrowser());
  }

  /** On a database of its own; with `workers` cards are minted and printed, in the same process. */
  static async start({ workers = false, env = {} as Readonly<Record<string, string>> } = {}): Promise<Office> {
    return new Office(await TestApi.start(env, workers ? [WorkerModule] : []), await launchBrowser());
  }

  /** A window of nobody yet. `host`: passkeys need a name, such as localhost. */
  async door(viewport = DESKTOP, host = '127.0.0.1'): Promise<Desk> {
    const context = await this.newContext(viewport);
    return new Desk(await context.newPage(), this.api.url.replace('127.0.0.1', host));
  }

  /** A signed-in person's window. */
  async window(person: Person, viewport = DESKTOP): Promise<Desk> {
    const context = await this.newContext(viewport);
    const [name, value] = (await this.api.signIn(person)).split('=') as [string, string];
    await context.addCookies([{ name, value, url: this.api.url }]);
    return new Desk(await context.newPage(), `${this.api.url}`);
  }

  /** As if the person in that window had proved the second factor eleven minutes ago. */
  async proveLongAgo({ page }: Desk, { staffId }: Person): Promise<void> {
    await this.api.transactions.run((tx) =>
      tx.rows("UPDATE staff_session SET second_factor_at = now() - interval '660 seconds' WHERE staff_id = $1", [
        staffId,
      ]),
    );
    // A session is remembered for two seconds.
    await until(async () => {
      const me = await page.evaluate<{ stepUpNeeded: boolean }>(
        "fetch('/v1/office/me').then((answer) => answer.json())",
      );
      return me.stepUpNeeded;
    });
  }

  private async newContext(viewport: { width: number; height: number }): Promise<BrowserContext> {
    const options = { viewport, locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true };
    const context = await this.browser.newContext(options);
    this.contexts.push(context);
    return context;
  }

  async close(): Promise<void> {
    for (const context of this.contexts) await context.close();
    await this.browser.close();
    await this.api.close();
  }
}

/** One window, with everything that must not happen in it. */
export class Desk {
  private readonly wrong: string[];

  constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    this.wrong = watchPage(page, origin);
    page.setDefaultTimeout(30_000);
  }

  /** Opens a page of the office and waits for its heading. */
  async open(path: string, heading: string | RegExp): Promise<void> {
    await this.page.goto(`${this.origin}/office${path}`);
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await this.settled();
  }

  /** Nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState('networkidle');
    await until(async () => (await this.page.locator('[aria-busy=true]').count()) === 0);
  }

  /** The page as it stands: accessible, no wider than its window, and without a word in the console. */
  async expectSound(name: string): Promise<void> {
    await this.settled();
    await this.picture(name);
    expect(await violationsOf(this.page)).toEqual([]);
    expect(await overflowOf(this.page)).toBe(0);
    expect(this.wrong).toEqual([]);
  }

  /** A barcode scanner: keys and Enter, wherever the focus is. */
  async scan(serial: string): Promise<void> {
    await this.page.keyboard.type(serial, { delay: 2 });
    await this.page.keyboard.press('Enter');
  }

  /** The same on a small screen; the window is as it was afterwards. */
  async expectSoundEverywhere(name: string): Promise<void> {
    await this.expectSound(name);
    await this.page.setViewportSize(PHONE);
    await this.expectSound(name);
    await this.page.setViewportSize(DESKTOP);
  }

  /** Goes to what has that name with Tab alone, seeing the ring at every stop, and presses Enter. */
  async press(name: string | RegExp): Promise<void> {
    await this.tabTo(name);
    await this.page.keyboard.press('Enter');
  }

  async tabTo(name: string | RegExp): Promise<void> {
    for (let stop = 0; stop < TAB_STOPS_MAX; stop++) {
      await this.page.keyboard.press('Tab');
      const { text, ring } = await this.page.evaluate<{ text: string; ring: string }>(FOCUSED);
      if (text !== '') expect([text, ring]).toEqual([text, 'solid']);
      if (typeof name === 'string' ? text === name : name.test(text)) return;
    }
    throw new Error(`no Tab stop is called ${String(name)}`);
  }

  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    const { width } = this.page.viewportSize()!;
    await this.page.screenshot({ path: join(PICTURES, `office-${name}-${width}.png`), fullPage: width < 500 });
  }
}
