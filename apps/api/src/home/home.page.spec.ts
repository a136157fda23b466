import { generateSync } from 'otplib';
import { demoWorldIn, someOfEach } from './demo-world.js';
import { homePage } from './home.page.js';

describe('the start page', () => {
  it('needs no demo world, no script and nothing from elsewhere', () => {
    const html = homePage(undefined);
    expect(html).toMatch(/^<!doctype html><html lang="en">/);
    expect(html).not.toMatch(/<script|href="http|src="http|Demo world| style="/);
  });

  it('escapes whatever the demo world says', () => {
    const evil = '"><script>alert(1)</script>';
    const html = homePage(
      demoWorldIn({
        staff: [{ email: evil, password: evil, roles: [evil] }],
        cards: [{ serial: evil, pin: evil, state: evil }],
        devices: [{ number: evil, paidThrough: evil }],
        register: { id: '1', name: evil, store: evil, storeId: '5', retailerId: '2' },
        clerks: [{ storeId: '5', code: evil, name: evil, signIn: evil, supervisorCode: evil }],
      }),
    );
    expect(html).toContain('Demo world');
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script src="/demo/codes.js" defer>']);
    expect(html.match(/&lt;script/g)?.length).toBe(12); // serial and PIN are broken into groups
  });

  it.each([null, 7, 'text', [], {}, { staff: 'x', cards: [null, 7], devices: [{}] }, { staff: [{ totpSecret: '!' }] }])(
    'survives %j for a demo world',
    (json) => {
      expect(homePage(demoWorldIn(json))).toContain('</html>');
    },
  );

  it('groups numbers as they stand on a card, and shows no token or key', () => {
    const world = {
      staff: [
        {
          email: 'a@b.example',
          password: 'p',
          token: 'TOKEN',
          totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
          roles: ['admin'],
        },
      ],
      terminals: [{ privateKeyPem: 'PRIVATE' }],
      cards: [{ serial: '9700012300045613', pin: '1234567890123456', state: 'in_store' }],
    };
    const html = homePage(demoWorldIn(world));
    expect(html).toContain('1234 5678 9012 3456');
    expect(html).toContain('in store');
    expect(html).not.toMatch(/TOKEN|SECRET|PRIVATE/);
    expect(html).toContain(generateSync({ secret: world.staff[0]!.totpSecret }));
    expect(html).not.toContain(world.staff[0]!.totpSecret);
  });

  it('says how a browser becomes a till, who stands at it and what it may sell', () => {
    const world = {
      register: { id: '9', name: 'Register', store: 'Corner Station', storeId: '5', retailerId: '2' },
      clerks: [
        { storeId: '5', code: '17', name: 'Anna', signIn: '1717' },
        { storeId: '4', code: '18', name: 'Elsewhere', signIn: '1818' },
      ],
      cards: [
        { serial: '9700012300045613', pin: '1', state: 'in_store', storeId: '5' },
        { serial: '9700012300045621', pin: '2', state: 'active', storeId: '5' },
        { serial: '9700012300045639', pin: '3', state: 'in_store', storeId: '4' },
      ],
    };
    const { register } = demoWorldIn(world);
    expect(register!.serials).toEqual(['9700012300045613']);
    const html = homePage(demoWorldIn(world));
    expect(html).toContain('<a href="/office/retailers/2/stores/5">Corner Station</a>');
    expect(html).toContain('1717');
    expect(html).not.toContain('1818');
    expect(demoWorldIn({ register: { ...world.register, storeId: '../x' } }).register).toBeUndefined();
    expect(homePage(demoWorldIn({ ...world, register: undefined }))).not.toContain('Be a till');
  });

  it('shows some of each kind, in order', () => {
    expect(someOfEach(['a1', 'a2', 'b1', 'a3', 'b2', 'b3'], (row) => row[0]!, 2)).toEqual(['a1', 'a2', 'b1', 'b2']);
  });
});
