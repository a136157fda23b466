import { jest } from '@jest/globals';
import type { Person } from '../support/api.js';
import { AuditChain } from '#lib/access';
import { HAS_CHROMIUM } from '../support/browser.js';
import { DESKTOP, Office, PHONE } from '../support/office.js';
import { World } from '../support/world.js';

jest.setTimeout(180_000);

(HAS_CHROMIUM ? describe : describe.skip)('the office: people, policies and the audit log', () => {
  let world: World;
  let office: Office;
  let admin: Person;
  let second: Person;

  beforeAll(async () => {
    world = await World.create();
    office = await Office.open(world.url);
    admin = await office.api.person('admin');
    second = await office.api.person('admin');
  });
  afterAll(async () => {
    await office.close();
    await world.close();
  });

  it('adds a person and shows the one-time code once', async () => {
    const desk = await office.window(admin);
    const { page } = desk;
    await desk.open('/people', 'People');
    await page.getByRole('link', { name: 'Add a person' }).click();
    await page.getByLabel('Name').fill('Nora Newcomer');
    await page.getByLabel('E-mail').fill('nora@reup.example');
    await page.getByLabel('Stock').check();
    await page.getByRole('button', { name: 'Add and show the one-time code' }).click();
    await page.getByRole('heading', { level: 1, name: 'Nora Newcomer was added' }).waitFor();
    const code = await page.locator('[role=status] .digits').textContent();
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){5}$/);
    await desk.expectSound('person-added');

    const recovered = await office.api.call('POST', '/v1/office/session/recover', {
      body: { email: 'nora@reup.example', code, password: 'a tall purple giraffe sings' },
    });
    expect(recovered.status).toBe(200);
    await page.getByRole('link', { name: 'I have handed it over' }).click();
    await page.getByRole('heading', { level: 1, name: 'Nora Newcomer', exact: true }).waitFor();
    expect(await page.content()).not.toContain(code);
    await desk.expectSound('person');
  });

  it('changes another person’s roles, never one’s own; asks for recovery; disables', async () => {
    const desk = await office.window(admin);
    const { page } = desk;
    await desk.open(`/people/${admin.staffId}`, /Person/);
    await page.getByText('This is you').waitFor();
    expect(await page.getByRole('button', { name: 'Disable' }).count()).toBe(0);
    await desk.expectSound('person-me');

    await desk.open('/people', 'People');
    await page.getByRole('link', { name: 'Nora Newcomer' }).click();
    await page.getByLabel('Support').check();
    await page.getByRole('button', { name: 'Save the roles' }).click();
    await page.getByText('Nora Newcomer has other roles from now on.').waitFor();
    await page.getByRole('button', { name: 'Ask for recovery' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ask' }).click();
    await page.getByText('Another admin or an approver decides').waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await desk.expectSound('person-disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled', { exact: true }).first().waitFor();
    const rows = await world.rows<{ roles: string[]; gone: boolean }>(
      `SELECT roles, disabled_at IS NOT NULL AS gone FROM staff WHERE email = 'nora@reup.example'`,
    );
    expect(rows).toEqual([{ roles: ['stock', 'support'], gone: true }]);
  });

  it('asks for a policy, and says since when and by whom it is on when another admin has agreed', async () => {
    const desk = await office.window(admin);
    const { page } = desk;
    await desk.open('/policies', 'Policies');
    await page.getByRole('button', { name: 'Ask to turn it on' }).click();
    await desk.expectSound('policy-ask');
    await page.getByRole('button', { name: 'Ask another admin' }).click();
    await page.getByText('waits for another admin').waitFor();

    const { json } = await office.api.call('GET', '/v1/office/approvals?waiting=mine', { token: second.token });
    const { id } = json.items.find(({ kind }: { kind: string }) => kind === 'policy.set');
    expect((await office.api.call('POST', `/v1/office/approvals/${id}/approve`, { token: second.token })).status).toBe(
      200,
    );
    await desk.open('/policies', 'Policies');
    await page.getByText(/^On since/).waitFor();
    await desk.expectSound('policies');
  });

  it('shows who did what, from before to after, in filters that live in the address; and whether the chain fits', async () => {
    const chain = office.api.app.get(AuditChain);
    await chain.link();
    await chain.sign();
    const desk = await office.window(admin);
    const { page } = desk;
    await desk.open('/audit', 'Audit log');
    await page.getByText('The last links of the chain fit').waitFor();
    await desk.expectSound('audit');
    await page.getByRole('button', { name: 'staff.roles' }).click();
    await page.waitForURL(/action=staff\.roles/);
    await page.getByText('stock, support').waitFor();
    expect(await page.getByRole('button', { name: 'staff.create' }).count()).toBe(0);
    await desk.expectSound('audit-filtered');
    await page.getByLabel('To').fill('2020-01-01');
    await page.getByText('Nothing fits these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'staff.create' }).waitFor();
  });

  it('tells whoever has no role for it whose page it is', async () => {
    const desk = await office.window(await office.api.person('stock'));
    for (const [path, heading] of [
      ['/people', 'People'],
      ['/people/new', 'Add a person'],
      ['/audit', 'Audit log'],
      ['/print-houses', 'Print houses'],
    ] as const) {
      await desk.open(path, heading);
      await desk.page.getByText('This page is for other roles').waitFor();
    }
    await desk.open('/policies', 'Policies');
    expect(await desk.page.getByRole('button', { name: /Ask to turn/ }).count()).toBe(0);
    await desk.expectSound('policies-other-role');
  });

  it.each([DESKTOP, PHONE])('fits at $width px', async (viewport) => {
    const desk = await office.window(second, viewport);
    await desk.open('/people', 'People');
    await desk.page.getByText('Nora Newcomer').waitFor();
    await desk.expectSound('people');
    await desk.open('/people/new', 'Add a person');
    await desk.expectSound('person-new');
    await desk.open(`/people/${admin.staffId}`, /Person/);
    await desk.expectSound('person-other');
    await desk.open('/policies', 'Policies');
    await desk.expectSound('policies-list');
    await desk.open('/audit', 'Audit log');
    await desk.expectSound('audit-list');
  });
});
