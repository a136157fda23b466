import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { HAS_CHROMIUM, overflowOf } from '../support/browser.js';
import { filmCard } from '../support/card-video.js';
import { PHONE } from '../support/office.js';
import { CLERK, RegisterBrowser, type RegisterWindow, SUPERVISOR, Shop } from '../support/register.js';
import { until } from '../support/until.js';
import { type StockCard, World } from '../support/world.js';

jest.setTimeout(180_000);

const FIVE_MINUTES_MS = 300_000;

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
    cards = await world.stock(60);
    browser = new RegisterBrowser(shop.api.url);
    till = await browser.open();
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
    await page.locator('#cash').focus();
    await page.keyboard.type('50');
    await till.expectSound('ready');
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
      for (const place of delay === 60 ? ['#scan-box', '#cash', '.pay'] : places) {
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

  it('repeats after a lost answer, and nothing that is scanned meanwhile decides anything', async () => {
    const { page } = till;
    const card = next();
    let cut = 0;
    await page.route('**/v1/pos/activations', async (route) => {
      // It arrives, and its answer does not.
      if (cut++ === 0) await route.fetch();
      if (cut <= 3) return route.abort();
      return route.continue();
    });
    await till.scan(card.serial);
    await till.says('READY');
    await page.keyboard.press('F2');
    await till.says('NO ANSWER YET');
    await page.getByText('Do not hand over the card. Trying again.').waitFor();
    await till.scan(next().serial);
    await page.getByText('Finish this sale first.').waitFor();
    await till.says('NO ANSWER');
    await till.expectSound('no-answer');
    // A link's letters are no commands, at any speed; nor are Enter, F2 and Escape.
    for (const delay of [0, 60]) await till.scan('HTTPS://WWW.MS.EXAMPLE/M/S/W', delay);
    for (const key of ['Enter', 'F2', 'Escape']) await page.keyboard.press(key);
    await till.says('NO ANSWER');
    await page.waitForTimeout(450);
    await page.keyboard.press('w');
    await till.says('SOLD');
    await page.unroute('**/v1/pos/activations');
    expect(await world.stateOf(card)).toBe('active');
    const [{ count }] = (await world.rows<{ count: string }>('SELECT count(*) FROM activation WHERE card_id = $1', [
      String(card.id),
    ])) as [{ count: string }];
    expect(count).toBe('1');
  });

  it('gives the money back for a sale that nobody answered, and the card stays unsold', async () => {
    const { page } = till;
    const card = next();
    await page.route('**/v1/pos/activations', (route) => route.abort());
    await till.scan(card.serial);
    await till.says('READY');
    await page.keyboard.press('F2');
    await till.says('NO ANSWER');
    await page.waitForTimeout(450);
    await page.keyboard.press('m');
    await till.says('CANCELLED');
    await page.unroute('**/v1/pos/activations');
    expect(await world.stateOf(card)).toBe('in_store');
  });

  it('goes on without a network, over a reload and a crash, and sends by itself when the line is back', async () => {
    const { page } = till;
    const [inMid, offline] = [next(), next()];
    await till.scan(inMid.serial);
    await till.says('READY');
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await till.context.setOffline(true);
    await page.getByText('Offline').waitFor();
    await page.keyboard.press('F2');
    await till.says('SOLD');
    await till.waiting(1);
    await till.scan(offline.serial);
    await page.getByText('Sold offline, sent later.').waitFor();
    await till.expectSound('ready-offline');
    await page.keyboard.press('F2');
    await till.says('SOLD');
    await till.waiting(2);
    expect([await world.stateOf(inMid), await world.stateOf(offline)]).toEqual(['in_store', 'in_store']);

    await page.reload();
    await till.waiting(2);
    await page.getByRole('button', { name: 'Queue 2' }).click();
    await page.getByText('2 sales wait to be sent').waitFor();
    await till.expectSound('queue');

    await browser.crash();
    till = await browser.open();
    await till.goto();
    await Promise.all([sold(inMid), sold(offline)]);
    await till.waiting(0);
  });

  it('locks when nobody has touched it for five minutes, and keeps the sale', async () => {
    const { page } = till;
    const card = next();
    await till.says('SOLD');
    await till.scan(card.serial);
    await till.says('READY');
    await page.evaluate(`localStorage.setItem('register-touched', String(Date.now() - ${FIVE_MINUTES_MS} - 1000))`);
    await page.getByRole('heading', { name: `Locked: ${CLERK.name}` }).waitFor();
    await till.expectSound('locked');
    await till.code('0000');
    await page
      .getByRole('alert')
      .filter({ hasText: /wrong|not right|left/i })
      .waitFor();
    await page.getByLabel('Your code').fill('');
    await till.code(CLERK.signIn);
    await till.says('READY');
    await onReceipt(card);
    await page.keyboard.press('F2');
    await till.says('SOLD');
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

  it('counts the drawer blind, asks why it differs, and closes with a Z report', async () => {
    const { page } = till;
    await page.keyboard.press('F8');
    await page.getByRole('heading', { name: 'Cash-up' }).waitFor();
    await till.expectSound('cash-up');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Next: the cards' }).click();
    await page.getByText('hang on the peg').waitFor();
    await till.expectSound('cash-up-cards');
    expect(await page.getByText('Expected').count()).toBe(0);
    await page.getByRole('button', { name: 'Close shift' }).click();
    await page.getByLabel('Why it differs').fill('counted by a test');
    await page.getByLabel('Supervisor’s code, above the limit').fill(SUPERVISOR.supervisorCode);
    await till.expectSound('cash-up-differs');
    await page.getByRole('button', { name: 'Close shift' }).click();
    await page.getByRole('heading', { name: 'Shift closed' }).waitFor();
    await page.getByText('Expected').waitFor();
    await till.expectSound('z');
    await page.getByRole('button', { name: 'Sign off' }).click();
    await page.getByRole('heading', { name: 'Who is selling?' }).waitFor();
  });

  it('reads a card before the camera, with its own reader and by its own policy', async () => {
    const card = next();
    const film = join(tmpdir(), `reup-card-${card.serial}.y4m`);
    filmCard(film, `HTTPS://RE-UP.EXAMPLE/R/${card.serial}`);
    const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
    const phone = new RegisterBrowser(shop.api.url, PHONE, [...camera, `--use-file-for-fake-video-capture=${film}`]);
    try {
      const small = await phone.open();
      await small.setUp(await shop.enrolmentCode('Camera'));
      await small.page.getByRole('button', { name: 'Camera' }).click();
      await small.says('READY');
      await small.page
        .getByRole('listitem')
        .filter({ hasText: card.serial.slice(-4) })
        .waitFor();
      await small.expectSound('camera');
    } finally {
      await phone.close();
      rmSync(film);
    }
  });

  it('sells on a small screen without scrolling', async () => {
    const phone = new RegisterBrowser(shop.api.url, PHONE);
    try {
      const small = await phone.open();
      await small.setUp(await shop.enrolmentCode('Pocket'));
      await small.expectSound('sell');
      const card = next();
      await small.scan(card.serial);
      await small.says('READY');
      await small.expectInSight('#scan-box', '.pane', '.cash', '.pay');
      await small.expectSound('ready');
      await small.page.getByRole('button', { name: '50', exact: true }).click();
      await small.page.getByRole('button', { name: /Cash received/ }).click();
      await small.says('SOLD');
      await small.expectInSight('#scan-box', '.pane', '.keys');
      await small.expectSound('sold');
      expect(await overflowOf(small.page)).toBe(0);
      expect(await world.stateOf(card)).toBe('active');
    } finally {
      await phone.close();
    }
  });
});
