import { generateKeyPairSync } from 'node:crypto';
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { raiseAlert } from '#lib/risk';
import { Webhook } from 'standardwebhooks';
import type { Person } from '../support/api.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { type Desk, Office } from '../support/office.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

/** A retailer's own server, beside us. */
class Receiver {
  readonly got: { headers: IncomingHttpHeaders; body: string }[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/re-up`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function newPublicKey(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

(HAS_CHROMIUM ? describe : describe.skip)('the office: who sells', () => {
  const receiver = new Receiver();
  let url: string;
  let office: Office;
  let admin: Person;
  let desk: Desk;

  beforeAll(async () => {
    url = await receiver.listen();
    office = await Office.start({ workers: true, env: { WEBHOOK_ALLOW_LOOPBACK: 'yes' } });
    admin = await office.api.person('admin');
    desk = await office.window(admin);
  });
  afterAll(async () => {
    await office.close();
    await receiver.close();
  });

  it('adds a retailer with its terms and its credit', async () => {
    const { page } = desk;
    await desk.open('/retailers', 'Retailers');
    await page.getByText('No retailer yet').waitFor();
    await desk.expectSoundEverywhere('retailers-empty');
    await page.getByRole('link', { name: 'New retailer' }).first().click();
    await page.getByLabel('Name').fill('Corner Markets');
    await page.getByLabel('Commission, %').fill('8.25');
    await page.getByLabel('Credit limit').fill('5000');
    await desk.expectSoundEverywhere('retailer-new');
    await page.getByRole('button', { name: 'Add the retailer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Corner Markets' }).waitFor();
    await page.getByText('USD 5,000.00').first().waitFor();
    await page.getByRole('button', { name: 'Change the limit' }).click();
    await page.getByLabel('New limit, USD').fill('6500');
    await page.getByRole('button', { name: 'Set the limit' }).click();
    await page.getByText('USD 6,500.00').first().waitFor();
    expect(await page.getByText('8.25 %', { exact: false }).count()).toBeGreaterThan(0);
  });

  it('sets a rate from a later day on, never from one that has begun', async () => {
    const { page } = desk;
    const panel = page.getByRole('region', { name: 'Commission by day' });
    await panel.getByLabel('From').fill('2020-01-01');
    await panel.getByLabel('Rate, %').fill('9');
    await panel.getByRole('button', { name: 'Set' }).click();
    await panel.getByText('terms.date_past').waitFor();
    await panel.getByLabel('From').fill('2090-01-01');
    await panel.getByRole('button', { name: 'Set' }).click();
    await panel.getByText('1 Jan 2090').waitFor();
  });

  it('adds a store and a till, and ends the till’s key', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Add a store' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Elm Street');
    await dialog.getByLabel('Address').fill('12 Elm Street, Springfield');
    await dialog.getByLabel('Time zone').fill('America/Chicago');
    await dialog.getByLabel('Taxes of').fill('US-TX');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Elm Street' }).waitFor();
    await page.getByText('No till yet').waitFor();
    await page.getByRole('button', { name: 'Add a till' }).click();
    await dialog.getByLabel('Name').fill('Till 1');
    await dialog.getByLabel('I have its public key').check();
    await dialog.getByLabel('Public key', { exact: true }).fill(newPublicKey());
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('In use').waitFor();
    await desk.expectSoundEverywhere('store');
    await page.getByRole('button', { name: /^End key/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the key' }).click();
    await page.getByText('Ended').waitFor();
  });

  it('lets a till bring its own key with a code that is shown once, and revokes it', async () => {
    const { page } = desk;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a till' }).click();
    await dialog.getByLabel('Name').fill('Till 2');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Show enrolment code of Till 2' }).click();
    const code = await dialog.getByText(/^\w{4}-\w{4}$/).innerText();
    await dialog
      .getByRole('timer')
      .getByText(/^(10:00|9:\d\d) left/)
      .waitFor();
    await desk.expectSoundEverywhere('enrolment-code');
    const enrolled = await office.api.call('POST', '/v1/pos/enrolments', { body: { code, publicKey: newPublicKey() } });
    expect([enrolled.status, enrolled.json.name]).toEqual([201, 'Till 2']);
    await dialog.getByText('Till 2 may sell now').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const till = page.getByRole('region', { name: 'Till 2' });
    await till.getByText('In use').waitFor();
    expect(await page.getByText(code).count()).toBe(0);

    await till.getByRole('button', { name: 'Revoke Till 2' }).click();
    await dialog.getByLabel('Astray since').fill('2026-01-02T08:30');
    const confirm = dialog.getByRole('button', { name: 'Revoke the till' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type the till/).fill(enrolled.json.terminalId);
    await desk.expectSoundEverywhere('till-revoke');
    await confirm.click();
    await dialog.getByText('No sale since then stands').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await till.getByText('Revoked').waitFor();
    expect(await till.getByRole('button', { name: /^(Show|End)/ }).count()).toBe(0);
  });

  it('adds a clerk, sets another code, suspends with a reason and restores', async () => {
    const { page } = desk;
    const dialog = page.getByRole('dialog');
    await page.getByText('No clerk yet').waitFor();
    await page.getByRole('button', { name: 'Add a clerk' }).click();
    await dialog.getByLabel('Name').fill('Anna');
    await dialog.getByLabel('Clerk number').fill('17');
    await dialog.getByLabel('Sign-in code').fill('1717');
    await dialog.getByLabel('Supervisor').check();
    await dialog.getByLabel('Supervisor code').fill('4711');
    await desk.expectSoundEverywhere('clerk-new');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const clerk = page.getByRole('region', { name: 'Anna' });
    await clerk.getByText('May sell').waitFor();
    await clerk.getByRole('button', { name: /^New sign-in code/ }).click();
    await dialog.getByLabel('Sign-in code').fill('2929');
    await dialog.getByRole('button', { name: 'Set the code' }).click();
    await dialog.waitFor({ state: 'detached' });
    await clerk.getByRole('button', { name: /^Suspend/ }).click();
    await dialog.getByLabel('Reason').fill('Drawer short three times.');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await clerk.getByText('Drawer short three times.').waitFor();
    await desk.expectSoundEverywhere('clerks');
    await clerk.getByRole('button', { name: /^Restore/ }).click();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await clerk.getByText('May sell').waitFor();
    expect(await page.getByText('Drawer short three times.').count()).toBe(0);
  });

  it('adds a webhook endpoint, whose secret is shown once, and sends a test that its receiver can check', async () => {
    const { page } = desk;
    await page.getByRole('link', { name: 'Corner Markets' }).click();
    await page.getByText('No endpoint yet').waitFor();
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('https://10.0.0.1/');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('webhook.url_refused').waitFor();
    await dialog.getByRole('textbox', { name: 'Address' }).fill(url);
    await desk.expectSoundEverywhere('webhook-new');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const secret = await dialog.getByText(/^whsec_/).innerText();
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await until(async () => receiver.got.length === 1);
    const [got] = receiver.got;
    const read = new Webhook(secret).verify(got!.body, got!.headers as Record<string, string>);
    expect(read).toMatchObject({ type: 'webhook.test' });
    await page.getByText('Delivered').waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    await desk.expectSoundEverywhere('retailer');

    await page.getByRole('button', { name: /^Send again/ }).click();
    await until(async () => receiver.got.length === 2);
    expect(receiver.got[1]!.headers['webhook-id']).toBe(got!.headers['webhook-id']);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('button', { name: 'Switch on' }).waitFor();
    expect(await page.getByRole('button', { name: 'Send a test' }).count()).toBe(0);
  });

  it('sets a tax, and a price, from a later day on', async () => {
    const { page } = desk;
    await desk.open('/taxes', 'Taxes and fees');
    await page.getByRole('button', { name: 'Set a tax or fee' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Of', { exact: true }).fill('US-TX');
    await dialog.getByLabel('On the slip').fill('Sales tax');
    await dialog.getByLabel('From').fill('2090-01-01');
    await dialog.getByLabel('Share, %').fill('8.25');
    await dialog.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('8.25 %').first().waitFor();
    await desk.expectSoundEverywhere('taxes');

    const product = { name: '3 months', plan: 'home', months: 3, amountMinor: 3_000, currency: 'USD' };
    const body = { ...product, gtin: '09506000134352', shelfMonths: 24, afterSaleMonths: 60 };
    const { json } = await office.api.call('POST', '/v1/office/products', { token: admin.token, body });
    await desk.open(`/products/${json.id}`, '3 months');
    const panel = page.getByRole('region', { name: 'Price by day' });
    await panel.getByLabel('From').fill('2090-01-01');
    await panel.getByLabel('Price, USD').fill('34.50');
    await panel.getByRole('button', { name: 'Set' }).click();
    await panel.getByText('USD 34.50').first().waitFor();
    await desk.expectSoundEverywhere('product-prices');
  });

  it('sees to an alert with what it came to', async () => {
    await office.api.transactions.run((tx) =>
      raiseAlert(tx, { rule: 'clerk.rate', subject: 'clerk:17', facts: { undone: 4, sales: 9 } }),
    );
    const { page } = desk;
    await desk.open('/alerts', 'Alerts');
    await page.getByText('Undone 4').waitFor();
    await desk.expectSoundEverywhere('alerts');
    await page.getByRole('button', { name: /^Resolve/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What it came to').fill('A new clerk, trained again.');
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('A new clerk, trained again.').waitFor();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Open' }).click();
    await page.getByText('Nothing fits these filters').waitFor();
  });
});
