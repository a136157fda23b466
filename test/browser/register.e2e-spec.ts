import { ActivationService } from '#lib/activation';
import { TILL_RULES } from '#lib/risk';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { HAS_CHROMIUM } from '../support/browser.js';
import { filmCard } from '../support/card-video.js';
import { PHONE } from '../support/office.js';
import { CLERK, RegisterBrowser, type RegisterWindow, SUPERVISOR, Shop } from '../support/register.js';
import { until } from '../support/until.js';
import { type StockCard, World } from '../support/world.js';

jest.setTimeout(180_000);

const FIVE_MINUTES_MS = 300_000;
/** The till's clock is so slow that its signatures are good before and after the five minutes that a lock takes. */
const BEHIND_MS = 200_000;
/** How many sales may wait for the line. */
const FLOOR_CARDS = 20;
/** The service worker has all files. */
const KEPT_OFFLINE =
  "navigator.serviceWorker.getRegistration('/register').then((found) => found?.active?.state === 'activated')";
const SALES = '**/v1/pos/activations';

(HAS_CHROMIUM ? describe : describe.skip)('the register', () => {
  let world: World;
  let shop: Shop;
  let browser: RegisterBrowser;
  let till: RegisterWindow;
  let cards: StockCard[];
  let used = 0;

  beforeAll(async () => {
    world = await World.create();
    shop = await Shop.open(world);
    cards = await world.stock(65);
    browser = new RegisterBrowser(shop.api.url);
    till = await browser.open(BEHIND_MS);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await world?.close();
  });

  const next = (): StockCard => cards[used++]!;
  const gtinOf = async (card: StockCard): Promise<string> => {
    const [row] = await world.rows<{ gtin: string }>('SELECT gtin FROM batch WHERE id = $1', [
      String(card.id / 10_000_000n),
    ]);
    return row!.gtin.padStart(14, '0');
  };
  const sold = (card: StockCard): Promise<true> => until(async () => (await world.stateOf(card)) === 'active');
  const salesOf = async (card: StockCard): Promise<number> => {
    const found = await world.rows<{ id: string }>('SELECT id FROM activation WHERE card_id = $1', [String(card.id)]);
    return found.length;
  };
  /** Sales of this card arrive, of others not; none is answered. */
  const loseAnswers = (arriving: StockCard): Promise<unknown> =>
    till.page.route(SALES, async (route) => {
      if (route.request().postData()!.includes(arriving.serial)) await route.fetch();
      await route.abort();
    });
  const onReceipt = (card: StockCard): Promise<void> =>
    till.page
      .getByRole('listitem')
      .filter({ hasText: card.serial.slice(-4) })
      .waitFor();

  it('is set up with the office’s code, and sells by keys alone', async () => {
    const { page } = till;
    await till.goto();
    await page.getByRole('heading', { name: 'Set up this till' }).waitFor();
    await till.expectSound('pairing');
    await page.keyboard.type('0000-0000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'code' }).waitFor();
    await page.getByLabel('Code from the office').fill('');
    await till.setUp(await shop.enrolmentCode('Till 2'));
    await till.expectSound('sell');
    await till.expectInSight('#scan-box', '.pane', '.cash', '.pay', '.keys');

    const card = next();
    await till.scan(card.serial);
    await till.says('READY');
    // Past the camera into the cash, where Enter sells nothing.
    for (const key of ['Tab', 'Tab', '5', '0', 'Enter']) await page.keyboard.press(key);
    await till.expectSound('ready');
    expect(await world.stateOf(card)).toBe('in_store');
    await page.keyboard.press('F2');
    await till.says('SOLD');
    expect(await world.stateOf(card)).toBe('active');
    await page.getByText('Change 20.00').waitFor();
    await till.expectSound('sold');
    await page.keyboard.press('F9');
    await until(async () => (await till.prints()) === 1);
    // The box has the focus again: the next customer's card can be scanned at once.
    expect(await page.evaluate('document.activeElement.id')).toBe('scan-box');
  });

  it('says what a clerk must not sell, and why', async () => {
    const { page } = till;
    await till.scan(cards[0]!.serial);
    await till.says('DO NOT SELL');
    await page.getByText('Already sold. Take another card.').waitFor();
    await till.expectSound('refused');
    await till.scan(next().serial.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)));
    await till.says('SCAN AGAIN');
    await till.scan('9506000134352');
    await page.getByText('Scan the other barcode.').waitFor();
    await page.keyboard.press('Escape');
    await till.says('SCAN A CARD');
  });

  it('takes a scan at any speed from every field, button and nowhere, and gives the field back', async () => {
    const { page } = till;
    const first = next();
    await till.scan(first.serial);
    await till.says('READY');
    const places = ['#scan-box', '#cash', '.pay', '.camera-button', 'body'];
    for (const delay of [0, 5, 60]) {
      for (const place of places) {
        const card = next();
        await page.locator('#cash').fill('40');
        if (place === 'body') await page.evaluate('document.activeElement.blur()');
        else await page.locator(place).focus();
        await till.scan(card.serial, delay);
        await onReceipt(card);
        expect([place, delay, await page.locator('#cash').inputValue()]).toEqual([place, delay, '40']);
        expect(await world.stateOf(card)).toBe('in_store');
        await page
          .getByRole('button', { name: `Take ${card.serial.slice(-4)} off` })
          .first()
          .click();
      }
    }
    const gtin = await gtinOf(first);
    for (const form of [
      (card: StockCard) => `\u001d01${gtin}21${card.serial}`,
      (card: StockCard) => `]e001${gtin}21${card.serial}`,
      (card: StockCard) => `HTTPS://RE-UP.EXAMPLE/R/${card.serial}`,
    ]) {
      const card = next();
      await page.locator('#cash').focus();
      await till.scan(form(card));
      await onReceipt(card);
      await page
        .locator('li', { hasText: card.serial.slice(-4) })
        .getByText('ready')
        .waitFor();
    }
    // The same card twice is one line.
    await till.scan(first.serial);
    await page.getByText('It is on the receipt already.').waitFor();
    await page.keyboard.press('Escape');
    await till.says('SCAN A CARD');
  });

  it('repeats a sale whose answer was lost, and nothing that is scanned meanwhile decides anything', async () => {
    const { page } = till;
    const card = next();
    await loseAnswers(card);
    await till.scan(card.serial);
    await till.says('READY');
    await till.payUnheard();
    expect(await world.stateOf(card)).toBe('active');
    await page.getByText('Do not hand over the card.').waitFor();
    await till.scan(next().serial);
    await page.getByText('Finish this sale first.').waitFor();
    await till.expectSound('no-answer');
    // A link's letters are no commands, at any speed; nor are Enter, F2 and Escape.
    for (const delay of [0, 60]) await till.scan('HTTPS://WWW.MS.EXAMPLE/M/S/W', delay);
    for (const key of ['Enter', 'F2', 'F9', 'Escape']) await page.keyboard.press(key);
    await till.says('NO ANSWER');
    expect(await page.getByRole('button', { name: 'Slip' }).isDisabled()).toBe(true);
    await page.unroute(SALES);
    await till.alone('w');
    await till.says('SOLD');
    expect(await salesOf(card)).toBe(1);
  });

  it('gives the money back for sales that nobody answered, whether they arrived or not', async () => {
    const { page } = till;
    const [arrived, lost] = [next(), next()];
    await loseAnswers(arrived);
    for (const card of [arrived, lost]) {
      await till.scan(card.serial);
      await onReceipt(card);
    }
    await till.says('2 READY');
    await till.payUnheard();
    expect([await world.stateOf(arrived), await world.stateOf(lost)]).toEqual(['active', 'in_store']);
    await till.alone('m');
    await till.says('CANCELLED');
    await page.unroute(SALES);
    expect([await world.stateOf(arrived), await world.stateOf(lost)]).toEqual(['in_store', 'in_store']);
    expect([await salesOf(arrived), await salesOf(lost)]).toEqual([1, 0]);
    await till.expectSound('cancelled');
  });

  it('goes on without a network, over a reload, a closed window and a crash, and sends by itself', async () => {
    const { page } = till;
    const [inFlight, onCounter, ...offline] = Array.from({ length: FLOOR_CARDS }, next) as [StockCard, StockCard];
    await until(() => page.evaluate<boolean>(KEPT_OFFLINE));
    // The sale arrives, and its answer finds no line any more.
    await page.route(
      SALES,
      async (route) => {
        await route.fetch();
        await till.context.setOffline(true);
        await route.abort();
      },
      { times: 1 },
    );
    await till.scan(inFlight.serial);
    await till.says('READY');
    await till.payUnheard();
    await till.expectSound('no-answer-offline');
    await till.alone('s');
    await till.says('SOLD');
    await till.waiting(1);

    await till.context.setOffline(false);
    await Promise.all([till.waiting(0), page.getByText(/^Online/).waitFor()]);
    expect(await salesOf(inFlight)).toBe(1);
    // Between the scan and the cash.
    await till.scan(onCounter.serial);
    await till.says('READY');
    await till.context.setOffline(true);
    await page.getByText('Offline').waitFor();
    await page.keyboard.press('F2');
    await till.says('SOLD');
    await till.waiting(1);
    await sellToTheFloor([next(), ...offline]);
    await restart();
    till = await browser.open(BEHIND_MS);
    await till.goto();
    await till.unlock();
    await Promise.all([onCounter, ...offline].map(sold));
    await till.waiting(0);
  });

  const sellToTheFloor = async (offline: readonly StockCard[]): Promise<void> => {
    const { page } = till;
    for (const card of offline) {
      await till.scan(card.serial);
      await onReceipt(card);
    }
    await page.getByText('Sold offline, sent later.').waitFor();
    await till.expectSound('ready-offline');
    await page.keyboard.press('F2');
    await till.says(`${offline.length} SOLD`);
    await till.waiting(FLOOR_CARDS);
    await till.expectSound('sold-offline');
    await till.scan(next().serial);
    await page.getByText('Too many sales wait for the line. Stop selling until they are sent.').waitFor();
    await till.expectSound('floor');
    for (const card of offline) expect(await world.stateOf(card)).toBe('in_store');
  };

  const restart = async (): Promise<void> => {
    await till.page.reload();
    await till.waiting(FLOOR_CARDS);
    till = await browser.reopen();
    await till.goto();
    await till.waiting(FLOOR_CARDS);
    await till.page.getByRole('button', { name: `Queue ${FLOOR_CARDS}` }).click();
    await till.page.getByText(`${FLOOR_CARDS} sales wait to be sent`).waitFor();
    await till.expectSound('queue');
    await browser.crash();
  };

  /** Sales at this till's counter until so many were made in ten minutes. */
  const sellUntil = async (count: number): Promise<void> => {
    const [found] = await world.rows<{ id: number; sales: number }>(
      `SELECT t.id, (SELECT count(*)::int FROM activation a WHERE a.terminal_id = t.id AND a.card_id IS NOT NULL AND NOT a.stored) AS sales
         FROM terminal t WHERE t.name = 'Till 2'`,
    );
    const at = { ...world.till, terminalId: found!.id, sellsInBursts: true };
    for (const { id: cardId, serial } of await world.stock(count - found!.sales)) {
      const sale = { till: at, key: `burst-${serial}`, cardId, amountMinor: 3_000n, currency: 'USD' };
      await world.get(ActivationService).sell(sale);
    }
  };

  it('locks when nobody has touched it for five minutes, and keeps the sale', async () => {
    const { page } = till;
    await sellUntil(TILL_RULES['till.burst'].limits.lock.over - 1);
    const card = next();
    await till.scan(card.serial);
    await onReceipt(card);
    await till.pass(FIVE_MINUTES_MS + 1_000);
    await page.getByRole('heading', { name: `Locked: ${CLERK.name}` }).waitFor();
    await till.expectSound('locked');
    await till.code('0000');
    await page
      .getByRole('alert')
      .filter({ hasText: /wrong|not right|left/i })
      .waitFor();
    await till.code(CLERK.signIn);
    await till.says('READY');
    await onReceipt(card);
    // So many cards in ten minutes are somebody's on the phone: a supervisor looks, by keys alone.
    await page.getByText('it is a scam').waitFor();
    await till.expectSound('burst');
    await sellUntil(TILL_RULES['till.burst'].limits.lock.over);
    await page.keyboard.press('F2');
    await till.says('ASK YOUR SUPERVISOR');
    await till.expectSound('supervisor');
    await page.keyboard.type(SUPERVISOR.supervisorCode);
    await page.keyboard.press('Enter');
    await till.says('READY');
    expect(await world.stateOf(card)).toBe('in_store');
    await page.keyboard.press('F2');
    await till.says('SOLD');
    expect(await world.stateOf(card)).toBe('active');
  });

  it('voids with the card in hand, prints VOID, and prints a slip again as a duplicate', async () => {
    const { page } = till;
    const card = cards[0]!;
    const before = await till.prints();
    await page.keyboard.press('F4');
    await page.getByRole('heading', { name: 'Void a sale' }).waitFor();
    await till.expectSound('void');
    await till.scan(card.serial);
    await page.getByText('without a supervisor').waitFor();
    await till.expectSound('void-ready');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F2');
    await till.says('VOID');
    expect(await world.stateOf(card)).toBe('voided');
    await until(async () => (await till.prints()) === before + 1);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sales' }).click();
    await page
      .getByRole('button', { name: /^Print R-/ })
      .first()
      .click();
    await until(async () => (await till.prints()) === before + 2);
    await till.expectSound('sales');
    await page.keyboard.press('Escape');
  });

  it('sells on a small screen without scrolling, by a finger and by the camera', async () => {
    const [card, filmed] = [next(), next()];
    const film = join(tmpdir(), `reup-card-${filmed.serial}.y4m`);
    filmCard(film, `HTTPS://RE-UP.EXAMPLE/R/${filmed.serial}`);
    const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
    const phone = new RegisterBrowser(shop.api.url, PHONE, [...camera, `--use-file-for-fake-video-capture=${film}`]);
    try {
      const small = await phone.open();
      await small.setUp(await shop.enrolmentCode('Pocket'));
      await small.expectSound('sell');
      await small.expectInSight('#scan-box', '.pane', '.cash', '.pay');
      await small.scan(cards[0]!.serial);
      await small.says('DO NOT SELL');
      await small.expectInSight('#scan-box', '.pane', '.keys');
      await small.expectSound('refused');
      await small.scan(card.serial);
      await small.says('READY');
      await small.expectInSight('#scan-box', '.pane', '.cash', '.pay');
      await small.expectSound('ready');
      await small.page.getByRole('button', { name: '50', exact: true }).click();
      await small.page.getByRole('button', { name: /Cash received/ }).click();
      await small.says('SOLD');
      await small.expectInSight('#scan-box', '.pane', '.keys');
      await small.expectSound('sold');
      expect(await world.stateOf(card)).toBe('active');
      // Its own reader, by its own policy.
      await small.page.getByRole('button', { name: 'Camera' }).click();
      await small.says('READY');
      await small.page
        .getByRole('listitem')
        .filter({ hasText: filmed.serial.slice(-4) })
        .waitFor();
      await small.expectSound('camera');
    } finally {
      await phone.close();
      rmSync(film);
    }
  });
});
