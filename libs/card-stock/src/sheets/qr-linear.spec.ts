import { randomInt } from 'node:crypto';
import bwip from 'bwip-js/node';
import { RedeemQr, redeemQrText } from './qr-linear.js';

// On either side of what the smaller version holds, of even and odd length, with digits at the end and within.
const HOSTS = [
  'a.b',
  'reup.example',
  '127.0.0.1:3000',
  'redeem-15.chars',
  'redeem-16.charsx',
  'host-1234567890123456.com',
];

describe('the redeem QR code', () => {
  it.each(HOSTS)('is the one that the library draws with the same mask, host %s', (host) => {
    const qr = new RedeemQr(host);
    for (let i = 0; i < 100; i++) {
      const serial = `97${randomInt(1e7)}${randomInt(1e7)}`.padEnd(16, '0');
      expect({ serial, modules: [...qr.modulesOf(serial)] }).toEqual({
        serial,
        modules: libraryModules(host, serial, qr.columns),
      });
    }
  });

  it('needs 25 modules for a host of 15 characters and 29 for more', () => {
    expect(HOSTS.map((host) => new RedeemQr(host).columns)).toEqual([25, 25, 25, 25, 29, 29]);
  });

  it('is read in upper case', () => {
    expect(redeemQrText('reup.example', '9700012300045613')).toBe('HTTPS://REUP.EXAMPLE/R/9700012300045613');
  });
});

function libraryModules(host: string, serial: string, columns: number): number[] {
  const text = `HTTPS://${host.toUpperCase()}/R/${serial}`;
  const options = {
    bcid: 'qrcode',
    text,
    eclevel: 'M',
    fixedeclevel: true,
    mask: 1,
    version: String((columns - 17) / 4),
  };
  const [symbol] = bwip.raw(options) as { pixs: number[] }[];
  return symbol!.pixs;
}
