import { jest } from '@jest/globals';
import type { Person } from '../support/api.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, type Desk, Office, PHONE } from '../support/office.js';
import { World } from '../support/world.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: print templates', () => {
  let world: World;
  let office: Office;
  let manager: Person;
  let approvers: Person[];

  beforeAll(async () => {
    world = await World.create();
    office = await Office.open(world.url);
    manager = await office.api.person('batch-manager');
    approvers = [await office.api.person('approver'), await office.api.person('approver')];
    const product = {
      name: 'Re-Up 3 months',
      plan: 'home',
      months: 3,
      amountMinor: 3_000,
      currency: 'USD',
      gtin: '09506000134352',
      shelfMonths: 24,
      afterSaleMonths: 60,
    };
    const { token } = await office.api.person('admin');
    expect((await office.api.call('POST', '/v1/office/products', { token, body: product })).status).toBe(201);
  });
  afterAll(async () => {
    await office.close();
    await world.close();
  });

  /** The frame shows a PDF that the API has just made of what stands in the fields; its address. */
  const preview = async ({ page }: Desk): Promise<string> => {
    await page.getByText('As it will be printed.').waitFor();
    const address = await page.locator('iframe').getAttribute('src');
    return address!;
  };
  const drawn = async ({ page }: Desk, change: () => Promise<unknown>): Promise<string> => {
    const answered = page.waitForResponse(
      (answer) => answer.url().endsWith('/v1/office/templates/preview') && answer.ok(),
    );
    await change();
    expect((await answered).headers()['content-type']).toBe('application/pdf');
    return preview({ page } as Desk);
  };

  it('starts with a preset and shows the sheet beside it', async () => {
    const desk = await office.window(manager);
    const { page } = desk;
    await desk.open('/templates', 'Print templates');
    await page.getByText('No template yet').waitFor();
    await desk.expectSound('templates-empty');
    const english = await drawn(desk, () => page.getByRole('link', { name: 'New template' }).first().click());
    await page.getByRole('heading', { level: 1, name: 'New print template' }).waitFor();
    expect(english).toMatch(/^blob:/);
    await desk.expectSound('template-editor');

    await page.getByRole('combobox', { name: 'Language', exact: true }).click();
    const arabic = await drawn(desk, () => page.getByRole('option', { name: 'العربية' }).click());
    expect(arabic).not.toBe(english);
    await desk.expectSound('template-editor-arabic');
  });

  it('places what does not fit at its box, and what cannot be read at its field', async () => {
    const desk = await office.window(manager);
    const { page } = desk;
    await desk.open('/templates/new?from=a4-10up', 'New print template');
    await preview(desk);
    await page.getByRole('button', { name: 'Change the layout’s boxes' }).click();
    await page.getByLabel('back: pin, x in mm').fill('80');
    const box = page.getByRole('group', { name: 'back: pin' });
    await box.getByRole('alert').waitFor();
    await page.getByText('Below is what could be printed last.').waitFor();
    await desk.expectSound('template-layout-refused');
    await page.getByLabel('back: pin, x in mm').fill('33.6');
    await preview(desk);

    await page.getByLabel('back: steps, height in mm').fill('4');
    await page.getByRole('group', { name: 'back: steps' }).getByText('The text does not fit').waitFor();
    await desk.expectSound('template-text-too-long');
    await page.getByLabel('back: steps, height in mm').fill('21.2');
    await preview(desk);

    await page.getByText('JSON', { exact: true }).click();
    await page.getByLabel('The template as JSON').fill('{ "layout": ');
    await page.getByText('Not JSON yet').waitFor();
  });

  it('is saved, proofed, approved by two others and then retired; the old version stays', async () => {
    const desk = await office.window(manager);
    const { page } = desk;
    await desk.open('/templates/new?from=a4-10up', 'New print template');
    await page.getByLabel('Name').fill('Re-Up A4');
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the test page' }).click();
    expect((await file).suggestedFilename()).toBe('offset-test.pdf');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Re-Up A4, version 1' }).waitFor();
    await preview(desk);
    await desk.expectSound('template-draft');
    await page.getByRole('button', { name: 'Send a proof for approval' }).click();
    await page.getByText('Two people who did not make it').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'View the PDF' }).click();
    await page.getByTitle('The proof').waitFor();
    await desk.expectSound('template-proof');
    await page.keyboard.press('Escape');

    for (const { token } of approvers) {
      const { json } = await office.api.call('GET', '/v1/office/approvals?waiting=mine', { token });
      const [{ id, kind }] = json.items;
      expect(kind).toBe('proof');
      expect((await office.api.call('POST', `/v1/office/approvals/${id}/approve`, { token })).status).toBe(200);
    }
    const approver = await office.window(approvers[0]!);
    await approver.open('/templates/1', 'Re-Up A4, version 1');
    await approver.page.getByText('Proofed').waitFor();
    await approver.page.getByText('Approved by').nth(1).waitFor();
    expect(await approver.page.getByRole('button', { name: 'Retire' }).count()).toBe(0);
    await approver.expectSound('template-proofed');

    await desk.open('/templates/new?from=1', 'New version of Re-Up A4');
    await page.getByText('Short edge').click();
    await page.getByRole('button', { name: 'Save as next version' }).click();
    await page.getByRole('heading', { level: 1, name: 'Re-Up A4, version 2' }).waitFor();
    await page.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
    await page.getByText('Retired', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Send a proof for approval' }).count()).toBe(0);
  });

  it.each([DESKTOP, PHONE])('fits at $width px; on a phone a button opens the preview', async (viewport) => {
    const desk = await office.window(manager, viewport);
    await desk.open('/templates', 'Print templates');
    await desk.page.getByText('Re-Up A4').first().waitFor();
    await desk.expectSound('templates');
    await desk.open('/templates/1', 'Re-Up A4, version 1');
    await desk.expectSound('template');
    await desk.open('/templates/new?from=hanger', 'New print template');
    await preview(desk);
    expect(await desk.page.locator('iframe').isVisible()).toBe(viewport === DESKTOP);
    await desk.page.getByRole('link', { name: 'Open preview' }).waitFor();
    await desk.page.getByRole('button', { name: 'Change the layout’s boxes' }).click();
    await desk.expectSound('template-editor-boxes');
  });
});
