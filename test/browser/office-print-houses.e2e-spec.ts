import { jest } from '@jest/globals';
import { makeHouseSecrets } from '#lib/card-stock';
import type { Person } from '../support/api.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { MintHouse } from '../support/mint-house.js';
import { DESKTOP, Office, PHONE } from '../support/office.js';
import { Press } from '../support/press.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: print houses and their keys', () => {
  let issuer: MintHouse;
  let press: Press;
  let office: Office;
  let manager: Person;
  let approvers: Person[];

  beforeAll(async () => {
    issuer = await MintHouse.create();
    office = await Office.open(issuer.config.databaseUrl!);
    manager = await office.api.person('batch-manager');
    approvers = [await office.api.person('approver'), await office.api.person('approver')];
  });
  afterEach(async () => expect(await issuer.broken()).toEqual([]));
  afterAll(async () => {
    await office.close();
    press.close();
    await issuer.close();
  });

  it('adds a house and a pasted key; a secret key is stopped in the browser', async () => {
    const desk = await office.window(manager);
    const { page } = desk;
    await desk.open('/print-houses', 'Print houses');
    await page.getByText('No print house yet').waitFor();
    await desk.expectSound('print-houses-empty');
    await page.getByRole('button', { name: 'Add a print house' }).first().click();
    await page.getByLabel('Name').fill('Keystone Card Press');
    await page.getByLabel('Contact').fill('Dana Fisher, security, +1 215 555 0142');
    await desk.expectSound('print-house-new');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Keystone Card Press' }).waitFor();
    await page.getByText('No key yet').waitFor();

    const secrets = await makeHouseSecrets();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await page.getByLabel('Add a key').fill(secrets.identity);
    await page.getByRole('button', { name: 'Add and ask two approvers' }).click();
    await page.getByText('That is a SECRET key').waitFor();
    expect(sent.join('')).not.toContain('AGE-SECRET-KEY');

    await page.getByLabel('Add a key').fill(JSON.stringify(secrets.public, null, 2));
    await page.getByRole('button', { name: 'Add and ask two approvers' }).click();
    await page.getByText(secrets.public.fingerprint).waitFor();
    await page.getByText('Waiting', { exact: true }).waitFor();
    await desk.expectSound('house-key-waiting');
  });

  it('is confirmed by two people who compared its fingerprint in the approvals', async () => {
    for (const approver of approvers) {
      const desk = await office.window(approver);
      await desk.open('/approvals', 'Approvals');
      const fingerprint = desk.page.getByText(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/).first();
      await fingerprint.waitFor();
      await desk.page
        .getByRole('button', { name: /^Approve/ })
        .first()
        .click();
      const kept = approver === approvers[0] ? 'another person must agree too' : 'Nothing waits';
      await desk.page.getByText(kept).first().waitFor();
    }
    const desk = await office.window(approvers[1]!);
    await desk.open('/print-houses', 'Print houses');
    await desk.page.getByRole('link', { name: 'Keystone Card Press' }).click();
    await desk.page.getByText('Confirmed', { exact: true }).waitFor();
    await desk.page.getByText('Confirmed by').nth(1).waitFor();
    expect(await desk.page.getByRole('button', { name: 'Retire' }).count()).toBe(0);
    await desk.expectSound('house-key-confirmed');
  });

  it('takes receipt, ruined cards and certificate of a bundle, and shows the canaries once they are drawn', async () => {
    press = await Press.confirmed(issuer);
    const batch = await press.minted(200);
    const bundle = await press.made(batch.id);
    await press.fetched(bundle);
    await issuer.seals.seal(batch.id, issuer.manager);
    const receipt = await press.receipt(bundle);

    const desk = await office.window(manager);
    const { page } = desk;
    await desk.open('/print-houses', 'Print houses');
    await page.getByRole('link', { name: /^Press/ }).click();
    await page.getByText('nothing of the batch may be shipped').waitFor();
    await desk.expectSound('house-bundles');
    await page.getByRole('button', { name: 'Enter the receipt' }).click();
    await page.getByLabel('The paper').fill(JSON.stringify({ ...receipt, cards: receipt.cards - 1 }));
    await page.getByRole('dialog').getByRole('button', { name: 'Enter the receipt' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await desk.expectSound('house-receipt-refused');
    await page.getByLabel('The paper').fill(JSON.stringify(receipt));
    await page.getByRole('dialog').getByRole('button', { name: 'Enter the receipt' }).click();
    await page.getByText('Receipt entered').waitFor();

    await page.getByRole('button', { name: 'Enter ruined cards' }).click();
    const { firstSerial } = await office.api
      .call('GET', `/v1/office/batches/${batch.id}`, { token: manager.token })
      .then(({ json }) => json);
    await page.getByLabel('Card numbers').fill(firstSerial);
    await page.getByLabel('Reason').fill('Web break.');
    await page.getByRole('button', { name: 'Spoil what 1 line says' }).click();
    await page.getByText('1 named as ruined').waitFor();

    await page.getByRole('button', { name: 'Enter the certificate' }).click();
    await page.getByLabel('The paper').fill(JSON.stringify(press.certificate(Object.assign(bundle, { spoiled: 1 }))));
    await page.getByRole('dialog').getByRole('button', { name: 'Enter the certificate' }).click();
    await page.getByText(/^Take \d cards out of the stock/).waitFor();
    await desk.expectSound('house-canaries');
    await page.getByRole('button', { name: 'I have them' }).click();
    await page.getByText('Certificate of destruction entered').waitFor();
  });

  it.each([DESKTOP, PHONE])('fits at $width px', async (viewport) => {
    const desk = await office.window(manager, viewport);
    await desk.open('/print-houses', 'Print houses');
    await desk.page.getByText('Keystone Card Press').waitFor();
    await desk.expectSound('print-houses');
    await desk.open('/print-houses/1', 'Keystone Card Press');
    await desk.page.getByRole('button', { name: 'Retire' }).waitFor();
    await desk.expectSound('print-house');
  });
});
