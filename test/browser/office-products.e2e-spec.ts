import { jest } from '@jest/globals';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, Office, PHONE } from '../support/office.js';
import { World } from '../support/world.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: products', () => {
  let world: World;
  let office: Office;

  beforeAll(async () => {
    world = await World.create();
    office = await Office.open(world.url);
  });
  afterAll(async () => {
    await office.close();
    await world.close();
  });

  it('says what to do while there is none, and who may do it', async () => {
    const desk = await office.window(await office.api.person('stock'));
    await desk.open('/products', 'Products');
    await desk.page.getByText('An admin adds the first one').waitFor();
    await desk.expectSound('products-empty');
    await desk.open('/products/new', 'New product');
    await desk.page.getByText('This page is for other roles').waitFor();
    await desk.expectSound('products-other-role');
  });

  it('refuses a wrong GTIN and price at their fields, then adds the product by keyboard alone', async () => {
    const desk = await office.window(await office.api.person('admin'));
    const { page } = desk;
    await desk.open('/products/new', 'New product');
    await page.getByLabel('Name').fill('Re-Up 3 months');
    await page.getByLabel('Plan').fill('home');
    await page.getByLabel('Price').fill('29.999');
    await page.getByLabel('GTIN').fill('0950600013435 3');
    await page.getByRole('button', { name: 'Add the product' }).click();
    await page.getByText('it would be 2').waitFor();
    await page.getByText('Enter an amount such as 30.00').waitFor();
    await desk.expectSound('products-new-refused');

    await page.getByLabel('Price').fill('30.00');
    await page.getByText('USD 30.00 = 3000 minor units').waitFor();
    await page.getByLabel('GTIN').fill('0950600013435 2');
    await page.getByLabel('GTIN').press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Re-Up 3 months' }).waitFor();
    await desk.expectSound('product');

    await desk.open('/products/new', 'New product');
    await page.getByLabel('Name').fill('Re-Up 3 months');
    await page.getByLabel('Plan').fill('home');
    await page.getByLabel('Price').fill('30');
    await page.getByLabel('GTIN').fill('09506000134352');
    await page.getByRole('button', { name: 'Add the product' }).click();
    await page.getByText('There is a product with this name or GTIN').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Re-Up 3 months');
  });

  it.each([DESKTOP, PHONE])('is listed at $width px', async (viewport) => {
    const desk = await office.window(await office.api.person('admin'), viewport);
    await desk.open('/products', 'Products');
    await desk.page.getByText('Re-Up 3 months').waitFor();
    await desk.expectSound('products');
    await desk.open('/products/new', 'New product');
    await desk.expectSound('products-new');
  });
});
