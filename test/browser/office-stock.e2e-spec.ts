import { jest } from '@jest/globals';
import type { Person } from '../support/api.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, Office, PHONE } from '../support/office.js';
import { type StockCard, World } from '../support/world.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: consignments and stock', () => {
  let world: World;
  let office: Office;
  let clerk: Person;
  let cards: StockCard[];

  beforeAll(async () => {
    world = await World.create();
    office = await Office.open(world.url);
    clerk = await office.api.person('stock');
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(async () => {
    await office.close();
    await world.close();
  });

  const serial = (nth: number): string => cards.at(nth)!.serial;
  const stateOf = (nth: number): Promise<string> => world.stateOf(cards.at(nth)!);

  it('says how the first cards come here, and to whom the pages are closed', async () => {
    const desk = await office.window(clerk);
    await desk.open('/consignments', 'Consignments');
    await desk.page.getByText('No consignment yet').waitFor();
    await desk.expectSound('consignments-empty');
    await desk.open('/stock', 'Card stock');
    await desk.page.getByText('No cards in any store yet').waitFor();
    await desk.expectSound('stock-empty');

    const stranger = await office.window(await office.api.person('reviewer'));
    await stranger.open('/consignments', 'Consignments');
    await stranger.page.getByText('This page is for other roles').waitFor();
  });

  it('ships by two scans from anywhere, and says what before it does', async () => {
    cards = await world.stock(100, { at: 'printed' });
    const desk = await office.window(clerk);
    const { page } = desk;
    await desk.open('/consignments/ship', 'Ship cards to a store');
    await page.getByRole('combobox', { name: 'Store' }).click();
    await page.getByRole('option', { name: /Main/ }).click();
    await desk.scan(serial(0));
    // As a scanner sends the till’s barcode.
    await desk.scan(`010950600013435221${serial(-1)}`);
    await page.getByText(/^100 cards of batch \d{6}$/).waitFor();
    await page.getByText('They are').waitFor();
    await page.getByRole('button', { name: 'Ship 100 cards' }).waitFor();
    await desk.expectSound('ship');
    // Enter in the field never ships: a scanner may send it twice.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await stateOf(0)).toBe('printed');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Box for Main' }).waitFor();
    expect(await stateOf(0)).toBe('shipped');
    await desk.expectSound('consignment-on-the-way');
  });

  it('refuses the same range again with the API’s words, and keeps what was typed', async () => {
    const desk = await office.window(clerk);
    const { page } = desk;
    await desk.open(`/consignments/ship?store=${world.till.storeId}`, 'Ship cards to a store');
    await page.getByLabel('First card').fill(serial(0));
    await page.getByLabel('Last card').fill(serial(4));
    await page.getByRole('button', { name: 'Ship 5 cards' }).click();
    await page.getByRole('alert').waitFor();
    await desk.expectSound('ship-refused');
    expect(await page.getByLabel('First card').inputValue()).toBe(serial(0));

    await page.getByLabel('Last card').fill(serial(0).replace(/.$/, (digit) => String((Number(digit) + 1) % 10)));
    await page.getByLabel('First card').focus();
    await page.getByText('one of them is mistyped').waitFor();
  });

  it('opens a box by a scan of any of its cards, and receives it by its first and last but for one that is missing', async () => {
    const desk = await office.window(clerk);
    const { page } = desk;
    await desk.open('/consignments', 'Consignments');
    await desk.scan(serial(50));
    await page.getByRole('heading', { level: 1, name: 'Box for Main' }).waitFor();
    await desk.scan(serial(0));
    await desk.scan(serial(-1));
    await page.getByText('All 100 cards are there.').waitFor();
    await page.getByLabel('Missing cards').focus();
    await desk.scan(serial(7));
    await page.getByText('99 of 100 are there.', { exact: false }).waitFor();
    await page.getByLabel('Counted').fill('98');
    await page.getByText('The cards named are 99.', { exact: false }).waitFor();
    await desk.expectSound('receive');
    await page.getByLabel('Counted').fill('');
    await page.getByRole('button', { name: 'Receive 99 cards' }).click();
    await page.getByText('99 cards of 100 were there').waitFor();
    await desk.expectSound('consignment-received-short');
    expect([await stateOf(0), await stateOf(7)]).toEqual(['in_store', 'shipped']);
  });

  it('counts blind, and shows expected, counted and difference afterwards', async () => {
    const desk = await office.window(clerk);
    const { page } = desk;
    await desk.open('/stock', 'Card stock');
    await desk.expectSound('stock');
    await page.getByRole('link', { name: 'Main' }).click();
    await page.getByText('count first, then it is shown').waitFor();
    await page.getByLabel('Cards counted').fill('97');
    await page.getByRole('button', { name: 'Enter the count' }).click();
    await page.getByText('2 cards missing').waitFor();
    await desk.expectSound('stock-count');
    await page.getByLabel('Re-order point').fill('120');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Order more').waitFor();
    await desk.open('/stock/warehouse', 'Card stock');
    await desk.expectSound('warehouse');
  });

  it('takes unsold cards back, and blocks a range with its reason; letting go on asks another person', async () => {
    const desk = await office.window(clerk);
    const { page } = desk;
    await desk.open('/returns', 'Returns');
    await page.getByRole('combobox', { name: 'Store' }).click();
    await page.getByRole('option', { name: /Main/ }).click();
    await page.getByLabel('First card').fill(serial(90));
    await page.getByLabel('Last card').fill(serial(99));
    await page.getByLabel('Reason').fill('store closes');
    await page.getByRole('button', { name: 'Take 10 cards back' }).click();
    await page.getByRole('cell', { name: 'store closes' }).waitFor();
    expect(await stateOf(90)).toBe('printed');
    await desk.expectSound('returns');

    await desk.open(`/block?card=${serial(3)}`, 'Block cards');
    await page.getByLabel('Stolen').check();
    await page.getByRole('button', { name: 'Block 1 card' }).click();
    await page.getByText('1 card blocked').waitFor();
    await desk.expectSound('block');
    expect(await stateOf(3)).toBe('blocked');
    await page.getByText('Let go on').click();
    await page.getByLabel('Why they may go on').fill('it was found');
    await page.getByRole('button', { name: 'Ask to let them go on' }).click();
    await page.getByText('Asked for 1 card').waitFor();
    await desk.expectSound('unblock');
    expect(await stateOf(3)).toBe('blocked');
  });

  it.each([DESKTOP, PHONE])('filters in the address, and fits, at $width px', async (viewport) => {
    const desk = await office.window(clerk, viewport);
    const { page } = desk;
    await desk.open('/consignments?state=received', 'Consignments');
    await page.getByText('Nothing fits these filters').waitFor();
    await desk.expectSound('consignments-filtered-out');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('main').getByText('Received short').waitFor();
    await desk.expectSound('consignments');
    await desk.open('/stock', 'Card stock');
    await desk.expectSound('stock-list');
    await desk.open('/stock/warehouse', 'Card stock');
    await desk.expectSound('warehouse-list');
    await desk.open('/returns', 'Returns');
    await desk.expectSound('returns-list');
    await desk.open('/consignments/ship', 'Ship cards to a store');
    await desk.expectSound('ship-empty');
    await desk.open('/block', 'Block cards');
    await desk.expectSound('block-empty');
  });
});
