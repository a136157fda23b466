import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import { EnrolmentService, RetailService, createClerk, hashClerkCode, hashSupervisorCode } from '#lib/retail';
import { TestApi } from './api.js';
import { violationsOf } from './axe.js';
import { CHROMIUM, CHROMIUM_FLAGS, overflowOf, watchPage } from './browser.js';
import { DESKTOP } from './office.js';
import type { World } from './world.js';

/** Where pictures of the register go for people to look at; of none, no picture is taken. */
const PICTURES = process.env['REGISTER_PICTURES'];
/** How long a letter must stand alone to be a command. */
const ALONE_MS = 400;
/** How long one try to sell is given. */
const TRY_MS = 6_000;
export const CLERK = { code: '17', name: 'Anna', signIn: '1717' };
export const SUPERVISOR = { code: '99', name: 'Sam', signIn: '9999', supervisorCode: '4711' };

/** A shop whose tills are set up: clerks with codes, terminals that wait for their register. */
export class Shop {
  private constructor(
    readonly api: TestApi,
    private readonly storeId: number,
  ) {}

  static async open({ url, till: { storeId } }: World): Promise<Shop> {
    const api = await TestApi.start({ DATABASE_URL: url });
    const [signInHash, otherHash] = await Promise.all([hashClerkCode(CLERK.signIn), hashClerkCode(SUPERVISOR.signIn)]);
    const supervisorCodeHash = await hashSupervisorCode(SUPERVISOR.supervisorCode);
    await api.transactions.run(async (tx) => {
      // People sell here, no machine.
      await tx.rows(
        'UPDATE retailer SET sells_in_bursts = false WHERE id = (SELECT retailer_id FROM store WHERE id = $1)',
        [storeId],
      );
      await createClerk(tx, { storeId, name: CLERK.name, code: CLERK.code, signInHash });
      const { name, code } = SUPERVISOR;
      await createClerk(tx, { storeId, name, code, signInHash: otherHash, supervisorCodeHash });
    });
    return new Shop(api, storeId);
  }

  /** A new till of the shop, and the code that the office shows for it. */
  async enrolmentCode(name: string): Promise<string> {
    const { app, transactions } = this.api;
    const { code } = await transactions.run(async (tx) => {
      const { id } = await app.get(RetailService).createTerminal(tx, { storeId: this.storeId, name });
      return app.get(EnrolmentService).make(tx, id, 'test');
    });
    return code;
  }

  close(): Promise<void> {
    return this.api.close();
  }
}

/** The browser of one till, on a disk of its own: what it keeps is there again when it is opened again. */
export class RegisterBrowser {
  private readonly disk = mkdtempSync(join(tmpdir(), 'reup-register-'));
  private context: BrowserContext | undefined;

  constructor(
    private readonly origin: string,
    private readonly viewport = DESKTOP,
    private readonly flags: readonly string[] = [],
  ) {}

  /** @param behindMs by how much the till's clock is slow; given, `pass` moves it on. */
  async open(behindMs?: number): Promise<RegisterWindow> {
    this.context = await chromium.launchPersistentContext(this.disk, {
      executablePath: CHROMIUM,
      args: [...CHROMIUM_FLAGS, ...this.flags],
      viewport: this.viewport,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    if (behindMs !== undefined) await this.context.clock.install({ time: Date.now() - behindMs });
    const page = this.context.pages()[0] ?? (await this.context.newPage());
    return new RegisterWindow(page, this.context, this.origin);
  }

  /** The clerk closes the register's window, and opens another one. */
  async reopen(): Promise<RegisterWindow> {
    const [page] = this.context!.pages();
    const another = new RegisterWindow(await this.context!.newPage(), this.context!, this.origin);
    await page!.close();
    return another;
  }

  /** As when the machine's power goes: nothing of the browser gets to say goodbye. */
  async crash(): Promise<void> {
    const [page] = this.context!.pages();
    const closed = new Promise<void>((resolve) => this.context!.on('close', () => resolve()));
    const tools = await this.context!.newCDPSession(page!);
    void tools.send('Browser.crash').catch(() => undefined);
    await closed;
  }

  async close(): Promise<void> {
    await this.context?.close();
    rmSync(this.disk, { recursive: true, force: true });
  }
}

/** One register, with everything that must not happen in it. */
export class RegisterWindow {
  readonly wrong: string[];

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly origin: string,
  ) {
    // While the line is cut the browser writes each call that failed.
    this.wrong = watchPage(page, origin);
    page.setDefaultTimeout(30_000);
  }

  async goto(): Promise<void> {
    // No printer here: the prints are counted.
    await this.page.addInitScript('window.prints = 0; window.print = () => { window.prints++; }');
    await this.page.goto(`${this.origin}/register`);
  }

  /** From a browser that nobody knows to the first scan, by keys alone. */
  async setUp(code: string): Promise<void> {
    const { page } = this;
    await this.goto();
    await page.getByRole('heading', { name: 'Set up this till' }).waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await this.signIn();
    await page.getByRole('heading', { name: 'Open your shift' }).waitFor();
    await page.keyboard.type('100');
    await page.keyboard.press('Enter');
    await this.says('SCAN A CARD');
  }

  async signIn(): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: CLERK.name }).focus();
    await page.keyboard.press('Enter');
    await this.code(CLERK.signIn);
  }

  async code(code: string): Promise<void> {
    await this.page.getByLabel('Your code').waitFor();
    await this.page.keyboard.type(code);
    await this.page.keyboard.press('Enter');
  }

  /** After a crash the till may ask who stands there: the browser had not yet written down when somebody did. */
  async unlock(): Promise<void> {
    const locked = this.page.getByRole('heading', { name: `Locked: ${CLERK.name}` });
    await locked.or(this.page.locator('.word')).first().waitFor();
    if (await locked.isVisible()) await this.code(CLERK.signIn);
  }

  /** A letter with nothing keyed right before it and after it. */
  async alone(letter: string): Promise<void> {
    await this.pass(ALONE_MS);
    await this.page.keyboard.press(letter);
    await this.pass(ALONE_MS);
  }

  /** Time goes by on the till, which was opened for it. */
  pass(ms: number): Promise<void> {
    return this.page.clock.fastForward(ms);
  }

  /** F2, and no answer to the first try nor to its repeats. */
  async payUnheard(): Promise<void> {
    await this.page.keyboard.press('F2');
    for (const tryNumber of [2, 3]) {
      await this.page.getByText(`Try ${tryNumber}.`).waitFor();
      await this.pass(TRY_MS);
    }
    await this.says('NO ANSWER');
  }

  /** A barcode scanner: keys and Enter, wherever the focus is. */
  async scan(code: string, delay = 0): Promise<void> {
    for (const part of code.split('\u001d')) {
      if (part !== code.split('\u001d')[0]) await this.page.keyboard.press('Control+]');
      await this.page.keyboard.type(part, { delay });
    }
    await this.page.keyboard.press('Enter');
  }

  /** The one word of the pane. */
  async says(word: string): Promise<void> {
    await this.page.locator('.word', { hasText: new RegExp(`^${word}$`) }).waitFor();
  }

  waiting(count: number): Promise<void> {
    return this.page.getByRole('button', { name: `Queue ${count}`, exact: true }).waitFor();
  }

  prints(): Promise<number> {
    return this.page.evaluate<number>('window.prints');
  }

  /** The page as it stands: accessible, no larger than its window, and without a word in the console. */
  async expectSound(name: string): Promise<void> {
    await this.picture(name);
    expect(await violationsOf(this.page)).toEqual([]);
    expect(await overflowOf(this.page)).toBe(0);
    expect(this.wrong.filter((words) => !/net::ERR_(INTERNET_DISCONNECTED|FAILED)/.test(words))).toEqual([]);
  }

  /** Scan box, result, cash and F2 are in sight without scrolling. */
  async expectInSight(...names: readonly string[]): Promise<void> {
    const { width, height } = this.page.viewportSize()!;
    for (const name of names) {
      const box = (await this.page.locator(name).boundingBox())!;
      const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
      expect([name, inside]).toEqual([name, true]);
      const hidden = await this.page.evaluate<boolean>(
        `(() => { const at = document.querySelector('${name}'); return at.scrollHeight > at.clientHeight + 1; })()`,
      );
      expect([name, hidden]).toEqual([name, false]);
    }
  }

  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    const { width } = this.page.viewportSize()!;
    await this.page.screenshot({ path: join(PICTURES, `register-${name}-${width}.png`) });
  }
}
