import { jest } from '@jest/globals';
import { HAS_CHROMIUM } from '../support/browser.js';
import { Office } from '../support/office.js';
import { type StockCard, World } from '../support/world.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: a card by its serial, from anywhere', () => {
  let world: World;
  let office: Office;
  let cards: StockCard[];

  beforeAll(async () => {
    world = await World.create();
    office = await Office.open(world.url);
    cards = await world.stock(5);
  });
  afterAll(async () => {
    await office.close();
    await world.close();
  });

  const grouped = (serial: string): string => serial.replace(/(\d{4})(?=\d)/g, '$1 ');

  it('is found by / and typing, by a scan without any focus, and its history is told to support', async () => {
    const desk = await office.window(await office.api.person('support'));
    const { page } = desk;
    const [first, second] = cards as [StockCard, StockCard];
    await desk.open('/batches', 'Batches');
    await page.keyboard.press('/');
    await page.keyboard.type(grouped(first.serial));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `Card ${grouped(first.serial)}` }).waitFor();
    await page.getByText('Received by the store').waitFor();
    await desk.expectSoundEverywhere('card');
    expect(await page.content()).not.toContain(first.pin);

    await page.locator('body').click({ position: { x: 700, y: 700 } });
    // As a scanner sends the till's barcode.
    await desk.scan(`010950600013435221${second.serial}`);
    await page.getByRole('heading', { level: 1, name: `Card ${grouped(second.serial)}` }).waitFor();
  });

  it('says what is wrong with a number before it asks anybody, and keeps it', async () => {
    const desk = await office.window(await office.api.person('stock'));
    const { page } = desk;
    await desk.open('/batches', 'Batches');
    const field = page.getByRole('textbox', { name: /Search/ });
    const serial = cards[0]!.serial;
    const wrong = serial.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    for (const [typed, text] of [
      [serial.slice(0, 11), 'You have entered 11 digits'],
      [serial.slice(0, 12), 'That is the product code'],
      [wrong, 'one of them is mistyped'],
      ['a card', 'Type a serial (16 digits)'],
    ] as const) {
      await field.fill(typed);
      await page.keyboard.press('Enter');
      await page.getByText(text).waitFor();
      expect(await field.inputValue()).toBe(typed);
    }
    await desk.expectSoundEverywhere('search-wrong');
    await desk.open(`/cards/${wrong}`, 'Card');
    await page.getByText('That is no serial').waitFor();
    await desk.expectSoundEverywhere('card-no-serial');
  });

  it('that was never made is called a forgery', async () => {
    const desk = await office.window(await office.api.person('stock'));
    await desk.open('/cards/9700000500000009', 'Card 9700 0005 0000 0009');
    await desk.page.getByText('No such card').waitFor();
    await desk.expectSoundEverywhere('card-none');
  });

  it('shows others where it is, but not its history; letters can be switched off', async () => {
    const desk = await office.window(await office.api.person('batch-manager'));
    const { page } = desk;
    await desk.open(`/cards/${cards[2]!.serial}`, /^Card/);
    await page.getByText('The history of a card is for support and reviewers.').waitFor();
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('menuitem', { name: 'Letter keys: on' }).click();
    await page.getByRole('menuitem', { name: 'Letter keys: off' }).waitFor();
    await desk.expectSoundEverywhere('menu');
    await page.keyboard.press('Escape');
    await desk.open('/batches', 'Batches');
    await page.keyboard.press('n');
    await page.keyboard.press('/');
    await page.keyboard.type('000001');
    expect(await page.getByRole('textbox', { name: /Search/ }).inputValue()).toBe('');
    await page.getByRole('heading', { level: 1, name: 'Batches' }).waitFor();
  });
});
