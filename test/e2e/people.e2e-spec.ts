import { randomBytes } from 'node:crypto';
import { AuditChain, askApproval, issueToken } from '#lib/access';
import { generateSync } from 'otplib';
import { type Answer, PASSWORD, type Person, TestApi, cookieIn } from '../support/api.js';

const STRONG = 'kettle marzipan ulcer vineyard';

describe('people, approvals and the log of deeds', () => {
  let api: TestApi;
  let ada: Person;
  let ben: Person;
  let ann: Person;
  let sue: Person;

  beforeAll(async () => {
    api = await TestApi.start();
    ada = await api.person('admin');
    ben = await api.person('admin');
    ann = await api.person('approver');
    sue = await api.person('support');
  });
  afterAll(() => api.close());

  const as = ({ token }: Pick<Person, 'token'>) => ({
    get: (path: string): Promise<Answer> => api.call('GET', `/v1/office/${path}`, { token }),
    post: (path: string, body: object = {}): Promise<Answer> => api.call('POST', `/v1/office/${path}`, { token, body }),
  });
  const recover = (email: string, code: string, password = STRONG): Promise<Answer> =>
    api.call('POST', '/v1/office/session/recover', { body: { email, code, password } });
  let made = 0;
  const newPerson = async (roles: readonly string[] = ['stock'], by = ada) => {
    const email = `new-${++made}@reup.example`;
    return (await as(by).post('people', { email, name: `New ${made}`, roles })).json;
  };
  /** A token for somebody without one, as their own browser would make it. */
  const tokenFor = async (staffId: string): Promise<Pick<Person, 'token'>> => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    return { token: await api.transactions.run((tx) => issueToken(tx, { staffId, name: 'test', expiresAt })) };
  };
  const makeOlder = (staffId: string) =>
    api.transactions.run((tx) =>
      tx.rows(
        `UPDATE staff SET created_at = now() - interval '25 hours', roles_changed_at = roles_changed_at - interval '25 hours'
          WHERE id = $1`,
        [staffId],
      ),
    );

  describe('a new person', () => {
    it('gets a one-time code, and makes the account theirs with it', async () => {
      const answer = await as(ada).post('people', { email: 'Nina@ReUp.example', name: 'Nina New', roles: ['stock'] });
      expect(answer.status).toBe(201);
      const { invitation, ...nina } = answer.json;
      expect(nina).toMatchObject({ email: 'nina@reup.example', state: 'invited', totp: false, passkeys: 0 });
      expect(invitation.code).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);

      expect((await recover('nina@reup.example', invitation.code, 'nina-new-nina-new')).json.code).toBe(
        'password.weak',
      );
      const begun = await recover('nina@reup.example', invitation.code.toLowerCase().replaceAll('-', ' '));
      expect(begun.json).toMatchObject({ id: nina.id, secondFactor: 'enrol', roles: ['stock'] });
      const cookie = cookieIn(begun);
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      const { secret } = (await api.call('POST', '/v1/office/me/totp', { headers })).json;
      const code = generateSync({ secret });
      const enrolled = await api.call('POST', '/v1/office/me/totp/confirm', { headers, body: { code } });
      expect(enrolled.json.secondFactor).toBe('done');
      expect((await as(ada).get(`people/${nina.id}`)).json).toMatchObject({ state: 'active', totp: true });
      expect((await recover('nina@reup.example', invitation.code)).json.code).toBe('recovery.invalid');
    });

    it('cannot be made twice, by others than admins, or with what is no role', async () => {
      const person = { email: ada.email, name: 'Ada again', roles: [] };
      expect((await as(ada).post('people', person)).json.code).toBe('name.taken');
      expect((await as(sue).post('people', person)).json.code).toBe('role.missing');
      for (const wrong of [{ roles: ['root'] }, { roles: ['stock', 'stock'] }, { roles: 'admin' }, { admin: true }]) {
        expect((await as(ada).post('people', { ...person, email: 'x@reup.example', ...wrong })).json.code).toBe(
          'request.invalid',
        );
      }
    });

    it('has nobody’s password before, and a code that runs out after a day', async () => {
      const { id, email, invitation } = await newPerson();
      await api.transactions.run((tx) => tx.rows('UPDATE staff SET recovery_expires_at = now() WHERE id = $1', [id]));
      expect((await recover(email, invitation.code)).json.code).toBe('recovery.invalid');
      expect((await as(ada).get(`people/${id}`)).json.state).toBe('enrolling');
    });

    it('with a wrong code and somebody unknown are refused alike, and guesses end', async () => {
      const { email, invitation } = await newPerson();
      const wrong = await recover(email, 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01');
      const unknown = await recover('nobody@reup.example', invitation.code);
      expect([wrong.status, wrong.json]).toEqual([401, unknown.json]);
      for (let i = 0; i < 4; i++) await recover(email, 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01');
      expect((await recover(email, invitation.code)).json.code).toBe('rate.limited');
    });

    it('is one of many in pages that hold everybody once', async () => {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Answer = await as(ada).get(`people?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.json.items.map(({ email }: { email: string }) => email));
        cursor = page.json.next;
      }
      const rows = await api.transactions.read<{ email: string }>('SELECT email FROM staff ORDER BY email');
      expect(seen).toEqual(rows.map(({ email }) => email));
      expect(seen.length).toBeGreaterThan(6);
    });
  });

  describe('roles and the end of an account', () => {
    it('are another admin’s to set, count at once, and are written down', async () => {
      const { id } = await newPerson(['stock']);
      const person = await tokenFor(id);
      expect((await as(person).get('people')).json.code).toBe('role.missing');
      expect((await as(ada).post(`people/${id}/roles`, { roles: ['admin', 'stock'] })).json.roles).toEqual([
        'admin',
        'stock',
      ]);
      expect((await as(person).get('people')).status).toBe(200);
      const [deed] = (await as(ada).get(`audit?subject=staff:${id}&action=staff.roles`)).json.items;
      expect(deed).toMatchObject({
        actor: `staff:${ada.staffId}`,
        detail: { before: ['stock'], after: ['admin', 'stock'] },
      });
      expect((await as(ada).post(`people/${ada.staffId}/roles`, { roles: ['finance'] })).json.code).toBe(
        'approval.same_person',
      );
      expect((await as(ada).post(`people/${ada.staffId}/disable`)).json.code).toBe('approval.same_person');
    });

    it('ends sessions and tokens at once', async () => {
      const bob = await api.person('support');
      const cookie = await api.signIn(bob);
      expect((await as(ada).post(`people/${bob.staffId}/disable`)).json.state).toBe('disabled');
      expect((await api.call('GET', '/v1/office/me', { headers: { cookie } })).json.code).toBe('session.missing');
      expect((await as(bob).get('me')).json.code).toBe('token.invalid');
      expect((await as(ada).post(`people/${bob.staffId}/roles`, { roles: [] })).json.code).toBe('staff.not_found');
      expect((await as(ada).post(`people/${bob.staffId}/recovery`)).json.code).toBe('staff.not_found');
    });

    it('of tokens too: an admin ends another’s, and makes none for them', async () => {
      const bob = await api.person('support');
      const [token] = (await as(ada).get(`people/${bob.staffId}/tokens`)).json.items;
      expect((await as(ada).post(`people/${bob.staffId}/tokens/${token.id}/revoke`)).status).toBe(204);
      expect((await as(bob).get('me')).json.code).toBe('token.invalid');
      expect((await as(ada).post(`people/${bob.staffId}/tokens`, { name: 'x', days: 1 })).json.code).toBe(
        'route.not_found',
      );
    });
  });

  describe('recovery', () => {
    it('takes two people, of whom the second gets the code; then the account begins anew', async () => {
      const lost = await api.person('support');
      const cookie = await api.signIn(lost);
      expect((await as(ada).post(`people/${ada.staffId}/recovery`)).json.code).toBe('approval.same_person');
      const asked = await as(ada).post(`people/${lost.staffId}/recovery`);
      expect([asked.status, asked.json.kind, asked.json.mayDecide]).toEqual([201, 'staff.recovery', false]);
      const { id } = asked.json;
      expect((await as(ada).post(`approvals/${id}/approve`)).json.code).toBe('approval.same_person');
      expect((await as(sue).post(`approvals/${id}/approve`)).json.code).toBe('role.missing');
      const approved = await as(ann).post(`approvals/${id}/approve`);
      expect(approved.json).toMatchObject({ state: 'approved', decidedBy: ann.staffId, votes: 1 });
      const { code } = approved.json.oneTimeCode;
      expect((await as(ann).post(`approvals/${id}/approve`)).json.code).toBe('approval.decided');
      expect((await as(ben).post(`approvals/${id}/reject`, { reason: 'late' })).json.code).toBe('approval.decided');
      expect((await as(ann).get(`approvals/${id}`)).json).not.toHaveProperty('oneTimeCode');
      // Until the code is used, all is as it was.
      expect((await api.call('GET', '/v1/office/me', { headers: { cookie } })).status).toBe(200);
      expect((await recover(lost.email, code)).json.secondFactor).toBe('enrol');
      expect((await api.call('GET', '/v1/office/me', { headers: { cookie } })).json.code).toBe('session.missing');
      expect((await as(lost).get('me')).json.code).toBe('token.invalid');
      const old = { email: lost.email, password: PASSWORD, code: generateSync({ secret: lost.totpSecret }) };
      expect((await api.call('POST', '/v1/office/session', { body: old })).json.code).toBe('credentials.invalid');
      const rows = await api.transactions.read<{ text: string }>('SELECT a::text AS text FROM audit a');
      expect(rows.map(({ text }) => text).join('\n')).not.toContain(code);
    });

    it('is never decided by the person it is about, and may be refused', async () => {
      const asked = await as(ada).post(`people/${ann.staffId}/recovery`);
      expect((await as(ann).get(`approvals/${asked.json.id}`)).json.whyNot).toMatch(/your own account/);
      expect((await as(ann).post(`approvals/${asked.json.id}/approve`)).json.code).toBe('approval.same_person');
      const refused = await as(ben).post(`approvals/${asked.json.id}/reject`, { reason: 'I spoke to her' });
      expect(refused.json).toMatchObject({ state: 'rejected', reason: 'I spoke to her' });
      expect(refused.json).not.toHaveProperty('oneTimeCode');
    });

    it('asks a session for its second factor again', async () => {
      const lost = await api.person('support');
      const { id } = (await as(ada).post(`people/${lost.staffId}/recovery`)).json;
      const cookie = await api.signIn(ben);
      await api.transactions.run((tx) =>
        tx.rows("UPDATE staff_session SET second_factor_at = now() - interval '1 hour'"),
      );
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      const answer = await api.call('POST', `/v1/office/approvals/${id}/approve`, { headers });
      expect(answer.json.code).toBe('step_up.required');
    });
  });

  describe('policies', () => {
    it('are asked by one admin and set by another, and count from then on', async () => {
      const name = 'release.three_people';
      expect((await as(sue).get('policies')).json.items).toMatchObject([
        { name, value: false, since: null, asked: null },
      ]);
      const asked = await as(ada).post(`policies/${name}`, { value: true });
      expect([asked.status, asked.json.value, asked.json.asked.value]).toEqual([202, false, true]);
      const { approvalId } = asked.json.asked;
      expect((await as(ada).post(`approvals/${approvalId}/approve`)).json.code).toBe('approval.same_person');
      expect((await as(ann).post(`approvals/${approvalId}/approve`)).json.code).toBe('role.missing');
      expect((await as(ben).post(`approvals/${approvalId}/approve`)).json.state).toBe('approved');
      expect((await as(sue).get('policies')).json.items).toMatchObject([
        { name, value: true, setBy: `staff:${ada.staffId}`, asked: null },
      ]);
      expect((await as(ada).post(`policies/${name}`, { value: true })).json.code).toBe('request.invalid');
      expect((await as(ada).post('policies/pins.visible', { value: true })).json.code).toBe('request.invalid');
      const back = await as(ben).post(`policies/${name}`, { value: false });
      expect((await as(ada).post(`approvals/${back.json.asked.approvalId}/reject`, { reason: 'no' })).status).toBe(200);
      expect((await as(sue).get('policies')).json.items[0].value).toBe(true);
    });
  });

  describe('approvals', () => {
    const ask = (by: Person, kind = 'policy.set', subject = `policy:${randomBytes(4).toString('hex')}`) =>
      api.transactions.run((tx) =>
        askApproval(tx, { kind, subject, requestHash: randomBytes(32), requestedBy: by.staffId, role: 'admin' }),
      );

    it('tell who may decide, and why not the others', async () => {
      const id = await ask(ada);
      const seenBy = async (person: Pick<Person, 'token'>) => (await as(person).get(`approvals/${id}`)).json;
      expect(await seenBy(ada)).toMatchObject({ mayDecide: false, whyNot: expect.stringMatching(/You asked/) });
      expect(await seenBy(sue)).toMatchObject({ mayDecide: false, whyNot: expect.stringMatching(/roles: admin/) });
      expect(await seenBy(ben)).toMatchObject({ mayDecide: true, requestedByName: expect.any(String) });
      expect(await seenBy(ben)).not.toHaveProperty('whyNot');
      const mine = async (person: Person) =>
        (await as(person).get('approvals?waiting=mine&limit=200')).json.items.map((item: { id: string }) => item.id);
      expect(await mine(ben)).toContain(id);
      expect(await mine(ada)).not.toContain(id);
      expect(await mine(sue)).toEqual([]);
    });

    it('are not by who owes account or roles to who asked, for a day', async () => {
      const fresh = await newPerson(['admin'], ada);
      const freshToken = await tokenFor(fresh.id);
      const changed = await newPerson(['stock'], ben);
      const changedToken = await tokenFor(changed.id);
      await makeOlder(changed.id);
      await as(ada).post(`people/${changed.id}/roles`, { roles: ['admin'] });
      const { approvalId: id } = (await as(ada).post('policies/release.three_people', { value: false })).json.asked;
      for (const [person, why] of [
        [freshToken, /made your account/],
        [changedToken, /set your roles/],
      ] as const) {
        const seen = (await as(person).get(`approvals/${id}`)).json;
        expect(seen).toMatchObject({ mayDecide: false, whyNot: expect.stringMatching(why) });
        expect((await as(person).get('approvals?waiting=mine')).json.items).toEqual([]);
        const tried = await as(person).post(`approvals/${id}/approve`);
        expect(tried.json).toMatchObject({ code: 'approval.same_person', detail: expect.stringMatching(why) });
      }
      await makeOlder(fresh.id);
      expect((await as(freshToken).post(`approvals/${id}/approve`)).json.state).toBe('approved');
    });

    it('are not by an account that who asked has recovered today', async () => {
      const taken = await api.person('admin');
      const { id } = (await as(ada).post(`people/${taken.staffId}/recovery`)).json;
      await as(ben).post(`approvals/${id}/approve`);
      for (const helper of [ada, ben]) {
        const question = await ask(helper);
        expect((await as(taken).get(`approvals/${question}`)).json.whyNot).toMatch(/recovered your account/);
      }
    });

    it('that ran out are seen, and decided by nobody', async () => {
      const lost = await api.person('support');
      const { id } = (await as(ada).post(`people/${lost.staffId}/recovery`)).json;
      await api.transactions.run((tx) => tx.rows('UPDATE approval SET expires_at = now() WHERE id = $1', [id]));
      expect((await as(ann).get(`approvals/${id}`)).json).toMatchObject({ state: 'expired', mayDecide: false });
      expect((await as(ann).post(`approvals/${id}/approve`)).json.code).toBe('approval.expired');
      await as(ada).post(`people/${lost.staffId}/recovery`);
      expect((await as(ann).post(`approvals/${id}/approve`)).json.code).toBe('approval.expired');
    });

    it('decided many times at once are decided once; the others hear that', async () => {
      const lost = await api.person('support');
      const { id } = (await as(ada).post(`people/${lost.staffId}/recovery`)).json;
      const answers = await Promise.all([ann, ben, ann, ben].map((who) => as(who).post(`approvals/${id}/approve`)));
      const codes = answers.map(({ status, json }) => (status === 200 ? 'done' : json.code));
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      expect(codes.filter((code) => code === 'approval.decided')).toHaveLength(3);
    });

    it('come in pages that hold all of them once, the newest first', async () => {
      for (let i = 0; i < 5; i++) await ask(ben);
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Answer = await as(ada).get(`approvals?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.json.items.map(({ id }: { id: string }) => id));
        cursor = page.json.next;
      }
      const rows = await api.transactions.read<{ id: string }>(
        'SELECT id FROM approval WHERE decision IS NULL ORDER BY requested_at DESC, id DESC',
      );
      expect(seen).toEqual(rows.map(({ id }) => id));
    });

    it('of nothing are not found', async () => {
      const nobody = '00000000-0000-4000-8000-000000000000';
      expect((await as(ann).post(`approvals/${nobody}/approve`)).json.code).toBe('approval.not_found');
      expect((await as(ann).get('approvals/abc')).json.code).toBe('request.invalid');
      expect((await as(ann).get('approvals?waiting=theirs')).json.code).toBe('request.invalid');
      expect((await as(ann).get('approvals?cursor=AAAA')).json.code).toBe('request.invalid');
      expect((await as(ann).post(`approvals/${nobody}/reject`, {})).json.code).toBe('request.invalid');
    });
  });

  describe('the log of deeds', () => {
    it('tells how far it is chained and signed', async () => {
      const [row] = await api.transactions.read<{ n: string }>('SELECT count(*) AS n FROM audit');
      const before = (await as(ann).get('audit/chain')).json;
      expect(before).toEqual({ position: '0', unlinked: Number(row!.n), verified: true, head: null });
      await api.app.get(AuditChain).run();
      expect((await as(ann).get('audit/chain')).json).toEqual({
        position: row!.n,
        unlinked: 0,
        verified: true,
        head: { position: row!.n, hash: expect.stringMatching(/^[0-9a-f]{64}$/), signedAt: expect.any(String) },
      });
      expect((await as(sue).get('audit/chain')).json.code).toBe('role.missing');
    });

    it('is read by actor, action, subject and time, in pages, with people’s names', async () => {
      const pages: { id: string; actor: string }[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Answer = await as(ada).get(
          `audit?actor=staff:${ada.staffId}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        pages.push(...page.json.items);
        cursor = page.json.next;
      }
      const rows = await api.transactions.read<{ id: string }>(
        'SELECT id FROM audit WHERE actor = $1 ORDER BY id DESC',
        [`staff:${ada.staffId}`],
      );
      expect(pages.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      expect(new Set(pages.map((deed) => (deed as unknown as { actorName: string }).actorName)).size).toBe(1);
      const roles = (await as(ada).get('audit?action=staff.roles')).json.items;
      expect(roles.length).toBeGreaterThan(0);
      expect(new Set(roles.map(({ action }: { action: string }) => action))).toEqual(new Set(['staff.roles']));
      const future = new Date(Date.now() + 60_000).toISOString();
      expect((await as(ada).get(`audit?from=${future}`)).json.items).toEqual([]);
      expect((await as(ada).get(`audit?to=${future}&limit=1`)).json.items).toHaveLength(1);
      expect((await as(ada).get('audit?from=yesterday')).json.code).toBe('request.invalid');
      expect((await as(sue).get('audit')).json.code).toBe('role.missing');
    });
  });
});
