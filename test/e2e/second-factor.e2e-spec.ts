import { generateSync } from 'otplib';
import { type Answer, PASSWORD, type Person, TestApi, cookieIn } from '../support/api.js';
import { Authenticator } from '../support/authenticator.js';

const SESSION = '/v1/office/session';
const ME = '/v1/office/me';

describe('a second factor', () => {
  let api: TestApi;
  /** As a browser reaches it: passkeys are bound to a name, and 127.0.0.1 is none. */
  let host: string;
  let origin: string;

  beforeAll(async () => {
    api = await TestApi.start({ TRUSTED_PROXIES: '127.0.0.1' });
    host = `localhost:${new URL(api.url).port}`;
    origin = `http://${host}`;
  });
  afterAll(() => api.close());

  let places = 0;
  /** Another address each time: what is counted by place begins anew. */
  const elsewhere = () => ({ host, 'x-forwarded-for': `198.51.100.${++places % 250}`, origin });
  const post = (path: string, body: object | undefined, cookie?: string): Promise<Answer> =>
    api.call('POST', path, { body, headers: { ...elsewhere(), ...(cookie === undefined ? {} : { cookie }) } });
  const get = (path: string, cookie: string): Promise<Answer> => api.call('GET', path, { headers: { host, cookie } });
  const withPassword = ({ email }: Pick<Person, 'email'>, more: object = {}) =>
    post(SESSION, { email, password: PASSWORD, ...more });
  const age = (staffId: string, seconds: number) =>
    api.transactions.run((tx) =>
      tx.rows(`UPDATE staff_session SET second_factor_at = now() - $2 * interval '1 second' WHERE staff_id = $1`, [
        staffId,
        seconds,
      ]),
    );
  const deedsOf = async (staffId: string): Promise<string[]> => {
    const rows = await api.transactions.read<{ action: string }>(
      'SELECT action FROM audit WHERE actor = $1 ORDER BY id',
      [`staff:${staffId}`],
    );
    return rows.map(({ action }) => action);
  };
  /** Somebody whose only second factor is a passkey, with the cookie of their session. */
  const passkeyPerson = async () => {
    const person = await api.newcomer('approver');
    const cookie = cookieIn(await withPassword(person));
    const key = new Authenticator(origin);
    const options = (await post(`${ME}/passkeys/options`, undefined, cookie)).json;
    const added = await post(`${ME}/passkeys`, { name: 'Laptop', response: key.create(options) }, cookie);
    expect([added.status, added.json.code]).toEqual([201, undefined]);
    return { ...person, key, cookie: cookieIn(added) };
  };
  const optionsFor = async (person: Pick<Person, 'email'>) => (await withPassword(person)).json.passkey;

  describe('that is missing', () => {
    it('lets its person set one up, and nothing else', async () => {
      const newcomer = await api.newcomer('admin');
      const answer = await withPassword(newcomer);
      expect(answer.json).toMatchObject({ id: newcomer.staffId, secondFactor: 'enrol' });
      const cookie = cookieIn(answer);
      expect((await get('/v1/office/people', cookie)).json.code).toBe('second_factor.enrol');
      expect((await get(ME, cookie)).json).toMatchObject({
        secondFactor: 'enrol',
        stepUpNeeded: false,
        factors: { totp: false, passkeys: [], passkeysPossible: true },
      });
      // Their scripts have tokens, which people make who have one.
      expect((await api.call('GET', '/v1/office/people', { token: newcomer.token })).status).toBe(200);
    });

    it('is an app once its first code is confirmed, under a new token; other sessions without one end', async () => {
      const newcomer = await api.newcomer('admin');
      const other = cookieIn(await withPassword(newcomer));
      const cookie = cookieIn(await withPassword(newcomer));
      const { secret, uri } = (await post(`${ME}/totp`, undefined, cookie)).json;
      expect(uri).toContain(`secret=${secret}`);
      expect((await post(`${ME}/totp/confirm`, { code: '000000' }, cookie)).json.code).toBe('second_factor.invalid');
      expect((await withPassword(newcomer)).json.secondFactor).toBe('enrol');
      const confirmed = await post(`${ME}/totp/confirm`, { code: generateSync({ secret }) }, cookie);
      expect([confirmed.status, confirmed.json.secondFactor]).toEqual([200, 'done']);
      const renewed = cookieIn(confirmed);
      expect(renewed).not.toBe(cookie);
      expect((await get('/v1/office/people', renewed)).status).toBe(200);
      expect((await get(ME, cookie)).json.code).toBe('session.missing');
      expect((await get(ME, other)).json.code).toBe('session.missing');
      expect(await deedsOf(newcomer.staffId)).toContain('totp.add');
      const stored = await api.transactions.read<{ text: string }>(
        'SELECT s::text AS text FROM staff s WHERE id = $1',
        [newcomer.staffId],
      );
      expect(stored[0]!.text).not.toContain(secret);
    });

    it('cannot be added by a session from before there was one', async () => {
      const newcomer = await api.newcomer('admin');
      const thief = cookieIn(await withPassword(newcomer));
      const owner = cookieIn(await withPassword(newcomer));
      const { secret } = (await post(`${ME}/totp`, undefined, owner)).json;
      const [first] = await Promise.all([
        post(`${ME}/totp/confirm`, { code: generateSync({ secret }) }, owner),
        post(`${ME}/totp`, undefined, thief),
      ]);
      const late = await post(`${ME}/totp`, undefined, thief);
      expect([first.status, late.status]).toEqual([200, 401]);
    });
  });

  describe('that is an app', () => {
    it('is asked for after the right password only, and nothing is opened for that', async () => {
      const ada = await api.person('admin');
      const asked = await withPassword(ada);
      expect(asked.status).toBe(401);
      expect(asked.json).toMatchObject({ code: 'second_factor.required', methods: ['totp'] });
      expect(asked.json).not.toHaveProperty('passkey');
      expect(asked.headers['set-cookie']).toBeUndefined();
      const wrong = await post(SESSION, { email: ada.email, password: 'wrong', code: await api.freshCode(ada) });
      expect(wrong.json.code).toBe('credentials.invalid');
      const [row] = await api.transactions.read<{ n: number }>(
        'SELECT count(*)::int AS n FROM staff_session WHERE staff_id = $1',
        [ada.staffId],
      );
      expect(row!.n).toBe(0);
    });

    it('takes each code once, and none older than that', async () => {
      const ada = await api.person('admin');
      const nowS = Math.floor(Date.now() / 1000);
      const code = generateSync({ secret: ada.totpSecret, epoch: nowS });
      const before = generateSync({ secret: ada.totpSecret, epoch: nowS - 30 });
      expect((await withPassword(ada, { code })).status).toBe(200);
      expect((await withPassword(ada, { code })).json.code).toBe('second_factor.invalid');
      if (before !== code) {
        expect((await withPassword(ada, { code: before })).json.code).toBe('second_factor.invalid');
      }
    });

    it('lets one of many sign-ins in that come at once with one code', async () => {
      const ada = await api.person('admin');
      const code = await api.freshCode(ada);
      const answers = await Promise.all(Array.from({ length: 6 }, () => withPassword(ada, { code })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ json }) => json.code === 'second_factor.invalid')).toHaveLength(5);
    });

    it('cannot be guessed: five tries from a place, twenty in a day from anywhere', async () => {
      const ada = await api.person('admin');
      const wrongCode = async (from: string): Promise<string> => {
        const code = generateSync({ secret: ada.totpSecret, epoch: 59 });
        const answer = await api.call('POST', SESSION, {
          body: { email: ada.email, password: PASSWORD, code },
          headers: { 'x-forwarded-for': from },
        });
        return answer.json.code as string;
      };
      const atOne: string[] = [];
      for (let i = 0; i < 6; i++) atOne.push(await wrongCode('203.0.113.1'));
      expect(atOne).toEqual([...Array(5).fill('second_factor.invalid'), 'rate.limited']);
      // The password alone neither gives tries back nor costs any.
      for (let i = 0; i < 8; i++) expect((await withPassword(ada)).json.code).toBe('second_factor.required');
      const elsewhereToo: string[] = [];
      for (let i = 2; i < 20; i++) elsewhereToo.push(await wrongCode(`203.0.113.${i}`));
      expect(elsewhereToo.filter((code) => code === 'second_factor.invalid')).toHaveLength(15);
      expect(elsewhereToo.slice(-3)).toEqual(['rate.limited', 'rate.limited', 'rate.limited']);
    });
  });

  describe('that is a passkey', () => {
    it('signs in: password first, then its answer to the challenge', async () => {
      const ben = await passkeyPerson();
      const asked = await withPassword(ben);
      expect(asked.json).toMatchObject({ code: 'second_factor.required', methods: ['passkey'] });
      expect(asked.json.passkey).toMatchObject({ rpId: 'localhost', allowCredentials: [{ transports: ['internal'] }] });
      const response = ben.key.get(asked.json.passkey);
      const answer = await post(`${SESSION}/passkey`, { email: ben.email, password: PASSWORD, response });
      expect([answer.status, answer.json.secondFactor]).toEqual([200, 'done']);
      expect((await get('/v1/office/approvals', cookieIn(answer))).status).toBe(200);
    });

    it('answers a challenge once, also when that comes many times at once', async () => {
      const ben = await passkeyPerson();
      const response = ben.key.get(await optionsFor(ben));
      const body = { email: ben.email, password: PASSWORD, response };
      const answers = await Promise.all(Array.from({ length: 4 }, () => post(`${SESSION}/passkey`, body)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ json }) => json.code === 'second_factor.invalid')).toHaveLength(3);
      expect((await post(`${SESSION}/passkey`, body)).json.code).toBe('second_factor.invalid');
    });

    it('is refused with a challenge that is old, of another purpose, of another person or of nobody', async () => {
      const ben = await passkeyPerson();
      const eve = await passkeyPerson();
      const tryWith = async (options: { challenge: string; rpId: string }): Promise<string> => {
        const response = ben.key.get(options);
        return (await post(`${SESSION}/passkey`, { email: ben.email, password: PASSWORD, response })).json.code;
      };
      const old = await optionsFor(ben);
      await api.transactions.run((tx) =>
        tx.rows('UPDATE passkey_challenge SET expires_at = now() WHERE challenge = $1', [old.challenge]),
      );
      const stepUp = (await post(`${SESSION}/step-up/options`, undefined, ben.cookie)).json;
      const challenge = Buffer.from('nobody asked this of anybody').toString('base64url');
      for (const options of [old, stepUp, await optionsFor(eve), { ...old, challenge }]) {
        expect(await tryWith(options)).toBe('second_factor.invalid');
      }
    });

    it('is refused when it signed for another site, when a key is not the person’s, and when its counter went back', async () => {
      const ben = await passkeyPerson();
      const tryWith = async (response: unknown): Promise<Answer> =>
        post(`${SESSION}/passkey`, { email: ben.email, password: PASSWORD, response });
      const fishing = Object.assign(Object.create(Object.getPrototypeOf(ben.key)) as Authenticator, ben.key, {
        origin: 'http://localhost.evil.example',
      });
      expect((await tryWith(fishing.get(await optionsFor(ben)))).json.code).toBe('second_factor.invalid');
      expect((await tryWith(ben.key.get({ ...(await optionsFor(ben)), rpId: 'evil.example' }))).json.code).toBe(
        'second_factor.invalid',
      );
      const stranger = new Authenticator(origin);
      expect((await tryWith(stranger.get(await optionsFor(ben)))).json.code).toBe('second_factor.invalid');
      ben.key.counter = 10;
      expect((await tryWith(ben.key.get(await optionsFor(ben)))).status).toBe(200);
      ben.key.counter = 5; // a copy of the key
      expect((await tryWith(ben.key.get(await optionsFor(ben)))).json.code).toBe('second_factor.invalid');
      for (const response of [{}, { id: 7 }, { id: 'x', response: {} }, { response: { clientDataJSON: 'AAAA' } }]) {
        expect((await tryWith(response)).json.code).toMatch(/second_factor.invalid|rate.limited/);
      }
    });

    it('is not locked by wrong codes for its account', async () => {
      const ben = await passkeyPerson();
      const { secret } = (await post(`${ME}/totp`, undefined, ben.cookie)).json;
      const both = cookieIn(await post(`${ME}/totp/confirm`, { code: generateSync({ secret }) }, ben.cookie));
      expect((await get(ME, both)).json.factors).toMatchObject({ totp: true, passkeys: [{ name: 'Laptop' }] });
      const codes: string[] = [];
      for (let i = 0; i < 21; i++) codes.push((await withPassword(ben, { code: '000000' })).json.code);
      expect(codes.at(-1)).toBe('rate.limited');
      const response = ben.key.get(await optionsFor(ben));
      expect((await post(`${SESSION}/passkey`, { email: ben.email, password: PASSWORD, response })).status).toBe(200);
    });

    it('is taken away when another factor is left, and only by its person', async () => {
      const ben = await passkeyPerson();
      const eve = await passkeyPerson();
      const remove = (cookie: string, id: string) =>
        api.call('DELETE', `${ME}/passkeys/${id}`, { headers: { host, origin, cookie } });
      const id = ben.key.credentialId.toString('base64url');
      expect((await remove(eve.cookie, id)).json.code).toBe('passkey.not_found');
      expect((await remove(ben.cookie, id)).json.code).toBe('second_factor.last');
      const { secret } = (await post(`${ME}/totp`, undefined, ben.cookie)).json;
      const both = cookieIn(await post(`${ME}/totp/confirm`, { code: generateSync({ secret }) }, ben.cookie));
      expect((await remove(both, id)).status).toBe(204);
      expect((await withPassword(ben)).json.methods).toEqual(['totp']);
      expect(await deedsOf(ben.staffId)).toEqual(expect.arrayContaining(['passkey.add', 'totp.add', 'passkey.remove']));
    });

    it('is registered once, from this site, for the challenge that was given', async () => {
      const ben = await passkeyPerson();
      const add = async (change: (made: Authenticator, options: any) => object): Promise<string | number> => {
        const options = (await post(`${ME}/passkeys/options`, undefined, ben.cookie)).json;
        const key = new Authenticator(origin);
        const added = await post(`${ME}/passkeys`, { name: 'Key', response: change(key, options) }, ben.cookie);
        if (added.status === 201) ben.cookie = cookieIn(added);
        return added.json.code ?? added.status;
      };
      expect(await add((_, options) => new Authenticator('http://localhost.evil.example').create(options))).toBe(
        'second_factor.invalid',
      );
      expect(await add((key, options) => key.create({ ...options, rp: { id: 'evil.example' } }))).toBe(
        'second_factor.invalid',
      );
      expect(await add((_, options) => ben.key.create(options))).toBe('name.taken');
      let kept: any;
      expect(await add((key, options) => key.create((kept = options)))).toBe(201);
      expect(await add((key) => key.create(kept))).toBe('second_factor.invalid');
    });

    it('is not offered where the browser came by an address that is no name', async () => {
      const ben = await passkeyPerson();
      const asked = await api.call('POST', SESSION, { body: { email: ben.email, password: PASSWORD } });
      expect(asked.json).toMatchObject({ code: 'second_factor.required', methods: [] });
      expect(asked.json.detail).toMatch(/localhost/);
    });

    it('is bound to the public name over https, whatever Host says', async () => {
      const secure = await TestApi.start({ PUBLIC_URL: 'https://office.reup.example' });
      try {
        const person = await secure.newcomer('admin');
        const signedIn = await secure.call('POST', SESSION, { body: { email: person.email, password: PASSWORD } });
        const options = await secure.call('POST', `${ME}/passkeys/options`, {
          headers: { cookie: cookieIn(signedIn), host: 'localhost:3000', 'sec-fetch-site': 'same-origin' },
        });
        expect(options.json.rp).toEqual({ id: 'office.reup.example', name: 'Re-Up office' });
      } finally {
        await secure.close();
      }
    });
  });

  describe('once more', () => {
    const needing = (cookie: string) => post('/v1/office/people', {}, cookie);

    it('is asked for after ten minutes, and renews the session’s token', async () => {
      const ada = await api.person('admin');
      let cookie = await api.signIn(ada);
      await age(ada.staffId, 595);
      expect((await needing(cookie)).json.code).toBe('request.invalid');
      cookie = await api.signIn(ada);
      await age(ada.staffId, 601);
      expect((await needing(cookie)).json.code).toBe('step_up.required');
      expect((await get(ME, cookie)).json).toMatchObject({ secondFactor: 'done', stepUpNeeded: true });
      expect((await get('/v1/office/people', cookie)).status).toBe(200);
      const steppedUp = await post(`${SESSION}/step-up`, { code: await api.freshCode(ada) }, cookie);
      expect([steppedUp.status, steppedUp.json.secondFactor]).toEqual([200, 'done']);
      const renewed = cookieIn(steppedUp);
      expect((await needing(renewed)).json.code).toBe('request.invalid');
      expect((await get(ME, cookie)).json.code).toBe('session.missing');
      expect(await deedsOf(ada.staffId)).toContain('session.step_up');
    });

    it('may be the passkey', async () => {
      const ben = await passkeyPerson();
      await age(ben.staffId, 3_000);
      const options = (await post(`${SESSION}/step-up/options`, undefined, ben.cookie)).json;
      const response = ben.key.get(options);
      const steppedUp = await post(`${SESSION}/step-up`, { response }, ben.cookie);
      expect(steppedUp.status).toBe(200);
      expect((await get(ME, cookieIn(steppedUp))).json.stepUpNeeded).toBe(false);
      expect((await post(`${SESSION}/step-up`, { response }, cookieIn(steppedUp))).json.code).toBe(
        'second_factor.invalid',
      );
    });

    it('is no wrong code, no used code, not both and not nothing', async () => {
      const ada = await api.person('admin');
      const cookie = await api.signIn(ada);
      const used = generateSync({ secret: ada.totpSecret });
      for (const [body, code] of [
        [{ code: '000000' }, 'second_factor.invalid'],
        [{ code: used }, 'second_factor.invalid'],
        [{}, 'request.invalid'],
        [{ code: used, response: {} }, 'request.invalid'],
      ] as const) {
        expect((await post(`${SESSION}/step-up`, body, cookie)).json.code).toBe(code);
      }
    });

    it('is nothing for tokens: they neither need nor change second factors', async () => {
      const ada = await api.person('admin');
      const byToken = (path: string, body: object) => api.call('POST', path, { token: ada.token, body });
      expect((await byToken('/v1/office/people', {})).json.code).toBe('request.invalid');
      for (const path of [
        `${SESSION}/step-up`,
        `${ME}/totp`,
        `${ME}/passkeys/options`,
        `${ME}/tokens`,
        `${ME}/password`,
      ]) {
        const answer = await byToken(path, {});
        expect([path, answer.json.code]).toEqual([path, expect.stringMatching(/session.missing|request.invalid/)]);
      }
      expect((await byToken(`${ME}/totp`, {})).json.code).toBe('session.missing');
    });
  });

  describe('and the rest of one’s account', () => {
    it('the password is changed knowing the old one; other sessions end, and weak ones are refused', async () => {
      const ada = await api.person('admin');
      const other = await api.signIn(ada);
      const cookie = await api.signIn(ada);
      const change = (current: string, password: string, by = cookie) =>
        post(`${ME}/password`, { current, password }, by);
      expect((await change('wrong', 'kettle marzipan ulcer')).json.code).toBe('credentials.invalid');
      expect((await change(PASSWORD, 'Password123456789')).json.code).toBe('password.weak');
      expect((await change(PASSWORD, 'kettle marz')).json.code).toBe('request.invalid');
      const changed = await change(PASSWORD, 'kettle marzipan ulcer');
      expect(changed.status).toBe(200);
      expect((await get(ME, other)).json.code).toBe('session.missing');
      expect((await get(ME, cookieIn(changed))).status).toBe(200);
      expect((await withPassword(ada)).json.code).toBe('credentials.invalid');
      const code = await api.freshCode(ada);
      expect((await post(SESSION, { email: ada.email, password: 'kettle marzipan ulcer', code })).status).toBe(200);
    });

    it('tokens are one’s own, shown once, and end at once', async () => {
      const ada = await api.person('admin');
      const cookie = await api.signIn(ada);
      const made = await post(`${ME}/tokens`, { name: 'nightly', days: 30 }, cookie);
      expect(made.status).toBe(201);
      const { token, id } = made.json;
      expect((await api.call('GET', SESSION, { token })).json.id).toBe(ada.staffId);
      const listed = (await get(`${ME}/tokens`, cookie)).json.items;
      expect(listed.map(({ name }: { name: string }) => name)).toEqual(['test', 'nightly']);
      expect(JSON.stringify(listed)).not.toContain(token);
      const gone = await api.call('DELETE', `${ME}/tokens/${id}`, { headers: { host, origin, cookie } });
      expect(gone.status).toBe(204);
      expect((await api.call('GET', SESSION, { token })).json.code).toBe('token.invalid');
      expect((await post(`${ME}/tokens`, { name: 'for ever', days: 366 }, cookie)).json.code).toBe('request.invalid');
    });
  });
});
