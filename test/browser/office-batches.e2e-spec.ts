import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import type { Person } from '../support/api.js';
import { approvedTemplate } from '../support/approved-template.js';
import { HAS_CHROMIUM } from '../support/browser.js';
import { type Desk, Office } from '../support/office.js';

jest.setTimeout(300_000);

const CARDS = 40;
const BATCH = '000001';
const PRODUCT = {
  name: 'Re-Up 3 months',
  plan: 'basic',
  months: 3,
  amountMinor: 3_000,
  currency: 'USD',
  gtin: '09506000134352',
  shelfMonths: 24,
  afterSaleMonths: 60,
};

(HAS_CHROMIUM ? describe : describe.skip)('the office: the life of a batch, by keyboard alone', () => {
  let office: Office;
  let manager: Person;
  let approver: Person;
  let releaser: Person;
  let desk: Desk;
  let other: Desk;

  beforeAll(async () => {
    office = await Office.start({ workers: true });
    manager = await office.api.person('batch-manager');
    approver = await office.api.person('approver');
    releaser = await office.api.person('approver', 'reviewer');
  });
  afterAll(() => office.close());

  const until = (where: Desk, text: string | RegExp): Promise<void> => where.page.getByText(text).first().waitFor();
  const key = (where: Desk, ...keys: readonly string[]): Promise<void> =>
    keys.reduce((before, one) => before.then(() => where.page.keyboard.press(one)), Promise.resolve());

  it('has no batch, says why, and offers the one button to whoever may press it', async () => {
    desk = await office.window(manager);
    await desk.open('/batches', 'Batches');
    await until(desk, 'No batch yet');
    await desk.expectSoundEverywhere('batches-empty');
    other = await office.window(approver);
    await other.open('/batches', 'Batches');
    expect(await other.page.getByText('New batch').count()).toBe(0);
    await other.open('/batches?state=frozen', 'Batches');
    await until(other, 'Nothing fits these filters');
    await other.expectSoundEverywhere('batches-filtered-empty');
    await other.open('/approvals', 'Approvals');
    await until(other, 'Nothing waits');
    await other.expectSoundEverywhere('approvals-empty');
  });

  it('is asked for: N, product, how many', async () => {
    const { token } = await office.api.person('admin');
    const made = await office.api.call('POST', '/v1/office/products', { token, body: PRODUCT });
    await approvedTemplate(office.api.app, { productId: Number(made.json.id) });
    await key(desk, 'n');
    await desk.page.getByRole('heading', { level: 1, name: 'New batch' }).waitFor();
    await desk.expectSoundEverywhere('new-batch');
    await desk.tabTo('Product');
    await key(desk, 'ArrowDown', 'Enter');
    await desk.tabTo('How many cards');
    await desk.page.keyboard.type('ten');
    await until(desk, 'Type a number from 1 to 9,999,999');
    await key(desk, 'Control+a');
    await desk.page.keyboard.type(String(CARDS));
    await until(desk, `${CARDS} cards of Re-Up 3 months, worth USD 1,200.00 once sold.`);
    await desk.expectSoundEverywhere('new-batch-filled');
    await key(desk, 'Enter');
    await desk.page.getByRole('heading', { level: 1, name: `Batch ${BATCH}` }).waitFor();
    await until(desk, 'Waits for approval');
    await until(desk, 'You asked for it: another person decides.');
    await desk.expectSoundEverywhere('batch-requested');
  });

  it('is approved by another person, who sees what it is about: A', async () => {
    await other.open('/batches', 'Batches');
    await key(other, 'j');
    await other.page.locator('.row-link:focus').waitFor();
    await key(other, 'Enter');
    await other.page.getByRole('heading', { level: 1, name: `Batch ${BATCH}` }).waitFor();
    await other.open('/approvals', 'Approvals');
    await until(other, 'Make the cards of a batch');
    await until(other, 'USD 1200.00');
    await other.expectSoundEverywhere('approvals');
    await other.page.getByRole('button', { name: 'Approve' }).waitFor();
    await key(other, 'a');
    await until(other, 'Nothing waits');
    await until(desk, 'All cards made');
    await until(desk, 'Make the sheets');
    await desk.expectSoundEverywhere('batch-minted');
  });

  it('gets its sheets, which are downloaded after the second factor was proved again', async () => {
    await desk.press('Make sheets');
    await desk.picture('batch-sheets-asked');
    await desk.page.getByText('Download the sheets').waitFor({ timeout: 120_000 });
    await desk.expectSoundEverywhere('batch-sheets');
    await office.proveLongAgo(desk, manager);
    await desk.page.getByRole('button', { name: 'Download the sheets' }).waitFor();
    await desk.press('To the sheets');
    const download = desk.page.waitForEvent('download');
    await key(desk, 'Enter');
    await desk.page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
    await desk.page.keyboard.type(await office.api.freshCode(manager));
    await key(desk, 'Enter');
    const file = readFileSync(await (await download).path());
    expect((await download).suggestedFilename()).toBe(`batch-${BATCH}.pdf`);
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    await until(desk, 'downloaded 1 ×');
  });

  it('is sealed by typing its number, and only by that', async () => {
    await desk.press('Seal…');
    await desk.page.getByRole('dialog', { name: 'Seal this batch?' }).waitFor();
    await desk.page.keyboard.type('000002');
    await key(desk, 'Enter');
    await desk.expectSoundEverywhere('batch-seal');
    expect(await stateOf()).toBe('minted');
    await key(desk, 'Control+a');
    await desk.page.keyboard.type(BATCH);
    await key(desk, 'Enter');
    await until(desk, 'Release for sale');
    await until(desk, 'The files of a sealed batch are gone');
    expect(await stateOf()).toBe('sealed');
    await desk.expectSoundEverywhere('batch-sealed');
  });

  it('is released by somebody else', async () => {
    await other.open(`/batches/${BATCH}`, `Batch ${BATCH}`);
    await other.press('Release');
    await other.page.getByRole('dialog', { name: 'Release this batch?' }).waitFor();
    await other.press('Release');
    await until(other, 'Ship to stores');
    expect(await stateOf()).toBe('released');
    await until(other, 'Closes: every card is somewhere');
    await other.expectSoundEverywhere('batch-released');
  });

  it('is frozen with a reason; one asks to lift it, may not agree to it, and another does', async () => {
    await other.press('More');
    await other.page.getByRole('menuitem', { name: 'Freeze…' }).waitFor();
    await key(other, 'Enter');
    await other.page.getByRole('dialog', { name: 'Freeze this batch?' }).waitFor();
    await key(other, 'Enter');
    await other.page.keyboard.type('Two canaries were tried.');
    await other.press('Freeze');
    await until(other, 'Frozen: nothing is sold, redemptions are held');
    await other.expectSoundEverywhere('batch-frozen');
    await other.press('Ask to lift the freeze');
    await other.press('Yes');
    await until(other, 'Somebody asked to lift the freeze');
    await other.open('/approvals', 'Approvals');
    await until(other, 'You asked for it; another person must decide.');
    expect(await other.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await other.expectSoundEverywhere('approvals-own');

    const third = await office.window(releaser);
    await third.open('/approvals', 'Approvals');
    await until(third, 'Put a frozen batch back on sale');
    await key(third, 'r');
    await third.page.getByRole('dialog', { name: 'Reject this?' }).waitFor();
    await third.expectSound('approvals-reject');
    await key(third, 'Escape');
    await third.page.getByRole('dialog').waitFor({ state: 'detached' });
    await key(third, 'a');
    await until(third, 'Nothing waits');
    expect(await stateOf()).toBe('released');
  });

  it('tells the whole story, and a refusal in the API’s own words with what support needs', async () => {
    await desk.open(`/batches/${BATCH}`, `Batch ${BATCH}`);
    for (const line of [
      'Asked for',
      'All cards made',
      'Sealed: the key is destroyed',
      'Released for sale',
      'Freeze lifted',
    ])
      await desk.page
        .getByRole('list', { name: 'What happened to the batch' })
        .getByText(line, { exact: true })
        .waitFor();
    await desk.open('/batches/999999', 'Batch 999999');
    await until(desk, 'No such batch');
    await desk.expectSoundEverywhere('batch-none');
    await desk.open('/batches/no-batch', 'Batch no-batch');
    await until(desk, 'request.invalid');
    await desk.page.getByRole('button', { name: 'Copy' }).waitFor();
    await desk.page.getByRole('button', { name: 'Try again' }).waitFor();
    await desk.expectSoundEverywhere('batch-refused');
  });

  it('is in the list with its filters in the address', async () => {
    await desk.open('/batches', 'Batches');
    await desk.expectSoundEverywhere('batches');
    await desk.page.getByLabel('State').selectOption('released');
    await desk.page.waitForURL(/state=released/);
    await until(desk, BATCH);
    await desk.page.getByLabel('State').selectOption('closed');
    await until(desk, 'Nothing fits these filters');
    await desk.page.getByRole('button', { name: 'Clear filters' }).last().click();
    await until(desk, BATCH);
  });

  async function stateOf(): Promise<string> {
    const [row] = await office.api.transactions.read<{ state: string }>('SELECT state FROM batch WHERE id = $1', [1]);
    return row!.state;
  }
});
