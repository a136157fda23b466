import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, PHONE } from '../support/office.js';
import { CLERK, RegisterBrowser, type RegisterWindow, SUPERVISOR, Shop } from '../support/register.js';
import { until } from '../support/until.js';
import { type StockCard, World } from '../support/world.js';

jest.setTimeout(180_000);

/** What the float of 100.00, two sales, one void and 20.00 paid in come to: 100 + 30 + 20, less a note of 1.00. */
const ONE_SHORT = ['1', '0', '2', '0', '1', '0', '4'];

(HAS_CHROMIUM ? describe : describe.skip)('a whole shift by keys', () => {
  let world: World;
  let shop: Shop;
  let cards: StockCard[];

  beforeAll(async () => {
    world = await World.create();
    shop = await Shop.open(world);
    cards = await world.stock(6);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(async () => {
    await shop?.close();
    await world?.close();
  });

  const press = async ({ page }: RegisterWindow, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const sell = async (till: RegisterWindow, card: StockCard): Promise<void> => {
    await till.scan(card.serial);
    await till.says('READY');
    await press(till, 'F2');
    await till.says('SOLD');
    await press(till, 'Escape');
    await till.says('SCAN A CARD');
  };
  const heading = ({ page }: RegisterWindow, name: string): Promise<void> =>
    page.getByRole('heading', { name }).waitFor();
  /** Nothing of the main path is below the window's edge. */
  const unscrolled = async ({ page }: RegisterWindow): Promise<void> =>
    expect(
      await page.evaluate<number>(
        "Math.max(0, ...['html', 'main'].map((name) => document.querySelector(name)).map((at) => at.scrollHeight - at.clientHeight - 1))",
      ),
    ).toBe(0);
  const looks = async (till: RegisterWindow, name: string): Promise<void> => {
    await till.expectSound(`shift-${name}`);
    await unscrolled(till);
  };

  for (const [name, viewport] of [
    ['Wide', DESKTOP],
    ['Small', PHONE],
  ] as const) {
    it(`opens, sells, voids, pays in, counts 1.00 short and closes at ${viewport.width}×${viewport.height}`, async () => {
      const browser = new RegisterBrowser(shop.api.url, viewport);
      try {
        const till = await browser.open();
        await till.setUp(await shop.enrolmentCode(name));
        const [kept, voided] = [cards.pop()!, cards.pop()!];
        await sell(till, kept);
        await sell(till, voided);
        await printAgain(till, voided);
        await voidByList(till, voided);
        await payIn(till);
        await closeShort(till);
        await openAgain(till, kept);
      } finally {
        await browser.close();
      }
    });
  }

  /** The first print is the slip, each later one says so in large letters; neither shows the whole number. */
  const printAgain = async (till: RegisterWindow, card: StockCard): Promise<void> => {
    const { page } = till;
    await page.evaluate('window.print = () => { window.paper = document.querySelector(".paper").innerHTML }');
    const paper = (): Promise<string> => page.evaluate<string>('window.paper ?? ""');
    await press(till, 'F9');
    await until(async () => (await paper()).includes('Authorisation'));
    const first = await paper();
    expect(first).toMatch(card.serial.slice(-4));
    expect(first).not.toMatch('DUPLICATE');
    await page.getByRole('button', { name: 'Sales' }).focus();
    await press(till, 'Enter');
    await heading(till, 'Last sales');
    await looks(till, 'sales');
    await page
      .getByRole('button', { name: /^Print R-/ })
      .first()
      .focus();
    await press(till, 'Enter');
    await until(async () => (await paper()).includes('DUPLICATE'));
    for (const slip of [first, await paper()]) expect(slip.replaceAll(' ', '')).not.toMatch(card.serial);
    const [file] = await Promise.all([page.waitForEvent('download'), press(till, 'Tab', 'Enter')]);
    expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-');
    await page.evaluate('window.print = () => { window.prints++ }');
    await press(till, 'Escape');
  };

  const voidByList = async (till: RegisterWindow, card: StockCard): Promise<void> => {
    const before = await till.prints();
    await press(till, 'F4');
    await heading(till, 'Void a sale');
    await looks(till, 'void');
    await press(till, 'ArrowDown', 'Enter');
    await till.page.getByText('left without a supervisor').waitFor();
    await press(till, 'ArrowDown', 'ArrowDown');
    expect(await till.page.getByLabel('Card or panel damaged').isChecked()).toBe(true);
    await looks(till, 'void-reason');
    // By our clock it is older than a clerk may take back alone.
    await world.rows("UPDATE activation SET activated_at = activated_at - interval '16 minutes' WHERE card_id = $1", [
      String(card.id),
    ]);
    await press(till, 'F2');
    await till.page.getByText('Ask your supervisor for the code.').waitFor();
    await looks(till, 'void-supervisor');
    await till.page.keyboard.type(SUPERVISOR.supervisorCode);
    await press(till, 'F2');
    await till.says('VOID');
    await looks(till, 'void-done');
    expect(await world.stateOf(card)).toBe('voided');
    await until(async () => (await till.prints()) === before + 1);
    // Scanned once more, it gives no money back a second time.
    await till.scan(card.serial);
    await till.page.getByText('Voided here already').waitFor();
    await press(till, 'Escape');
    await till.says('SCAN A CARD');
  };

  const payIn = async (till: RegisterWindow): Promise<void> => {
    await press(till, 'F8');
    await heading(till, 'count the drawer');
    await till.page.getByRole('button', { name: 'Cash in or out' }).focus();
    await press(till, 'Enter');
    await heading(till, 'Cash in or out');
    await press(till, 'Tab');
    await till.page.keyboard.type('20');
    await press(till, 'Tab');
    await till.page.keyboard.type('change from the bank');
    // A scan in the midst of it writes nothing down, and what was typed is as it was.
    await till.scan(cards[0]!.serial);
    await till.page.getByText('A scan does nothing here.').waitFor();
    await looks(till, 'drawer');
    await press(till, 'Enter');
    await till.page.getByText('Paid in 20.00: change from the bank').waitFor();
    await looks(till, 'drawer-done');
    await press(till, 'Escape');
  };

  const closeShort = async (till: RegisterWindow): Promise<void> => {
    const { page } = till;
    await press(till, 'F8');
    await heading(till, 'count the drawer');
    await page.getByRole('button', { name: 'Reports' }).focus();
    await press(till, 'Enter');
    await heading(till, 'X report');
    await page.getByText('Paid in: change from the bank').waitFor();
    // What is expected is told to nobody who has not counted.
    expect(await page.getByText('Expected').count()).toBe(0);
    await till.expectSound('shift-x');
    await press(till, 'Escape', 'F8');
    await heading(till, 'count the drawer');
    for (const count of ONE_SHORT) {
      await page.keyboard.type(count);
      await press(till, 'Enter');
    }
    await page.getByText('Counted 149.00').waitFor();
    await looks(till, 'count');
    await page.getByRole('button', { name: 'Next: the cards' }).focus();
    await press(till, 'Enter');
    await heading(till, 'count the cards');
    await page.keyboard.type(String(cards.length));
    await looks(till, 'count-cards');
    await press(till, 'Enter', 'Enter');
    await heading(till, 'it differs');
    expect(await page.getByRole('alert').textContent()).toMatch('differs');
    await page.keyboard.type('a coin fell behind the till');
    await looks(till, 'why');
    await page.getByRole('button', { name: 'Close shift' }).focus();
    await press(till, 'Enter');
    await heading(till, 'Shift closed');
    for (const line of [/^Short$/, /^-1\.00$/, 'a coin fell behind the till']) await page.getByText(line).waitFor();
    await till.expectSound('shift-z');
    const [row] = await world.rows<{ counted: string; expected: string }>(
      `SELECT counted_minor AS counted, expected_minor AS expected FROM shift
        WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT 1`,
    );
    expect(row).toEqual({ counted: '14900', expected: '15000' });
    await press(till, 'Enter');
    await heading(till, 'Who is selling?');
  };

  /** The next clerk sees how the drawer was left, and what the last Z said; another’s open shift needs a supervisor. */
  const openAgain = async (till: RegisterWindow, sold: StockCard): Promise<void> => {
    const { page } = till;
    await till.signIn();
    await page.getByText(/^Last close Z 1, .* by Anna: 149\.00 counted, 1\.00 short\.$/).waitFor();
    await looks(till, 'open');
    await page.keyboard.type('149');
    await press(till, 'Enter');
    await till.says('SCAN A CARD');
    expect(await world.stateOf(sold)).toBe('active');
    await page.evaluate("localStorage.setItem('register-touched', '0')");
    await heading(till, `Locked: ${CLERK.name}`);
    await page.getByRole('button', { name: 'Somebody else' }).focus();
    await press(till, 'Enter');
    await page.getByRole('button', { name: SUPERVISOR.name }).focus();
    await press(till, 'Enter');
    await till.code(SUPERVISOR.signIn);
    await page.getByText(`${CLERK.name} has had a shift open here since`).waitFor();
    await page.getByLabel(/^Float/).fill('149');
    await looks(till, 'elsewhere');
    await page.getByLabel('Supervisor’s code, to take the till over').fill(SUPERVISOR.supervisorCode);
    await press(till, 'Enter');
    await till.says('SCAN A CARD');
    // The drawer that was taken over is the last Z now, and says that nobody counted it.
    await press(till, 'F8');
    await page.getByRole('button', { name: 'Reports' }).focus();
    await press(till, 'Enter');
    await page.getByRole('button', { name: 'Last Z' }).focus();
    await press(till, 'Enter');
    await page.getByText('Taken over by a supervisor: nothing was counted.').waitFor();
    await till.expectSound('shift-taken-over');
  };
});
