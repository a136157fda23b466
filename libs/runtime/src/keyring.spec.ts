import { sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigInvalid } from './config.js';
import { Keyring } from './keyring.js';

describe('the keyring', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reup-ring-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made only where that is allowed, for its owner alone', () => {
    expect(() => Keyring.open(folder, { create: false })).toThrow(ConfigInvalid);
    const keyring = Keyring.open(folder, { create: true });
    expect(keyring.newestPepperId).toBe(1);
    expect(statSync(join(folder, 'pepper-1.key')).mode & 0o777).toBe(0o600);
    expect(Keyring.open(folder, { create: false }).digest(1, '1234567890123456')).toEqual(
      keyring.digest(1, '1234567890123456'),
    );
  });

  it('signs with a key of its own, whose public half proves it and is not made by asking', () => {
    const keyring = Keyring.open(folder, { create: true });
    expect(keyring.signerPublicKey('manifest')).toBeUndefined();
    const signature = sign(null, Buffer.from('paper'), keyring.signer('manifest'));
    expect(verify(null, Buffer.from('paper'), keyring.signerPublicKey('manifest')!, signature)).toBe(true);
    expect(verify(null, Buffer.from('other'), keyring.signerPublicKey('manifest')!, signature)).toBe(false);
    expect(keyring.secret('office')).toEqual(Keyring.open(folder, { create: false }).secret('office'));
  });

  it('destroys a batch’s key for good', () => {
    const keyring = Keyring.open(folder, { create: true });
    const key = keyring.makeBatchKey(3);
    expect(keyring.batchKey(3)).toEqual(key);
    keyring.destroyBatchKey(3);
    keyring.destroyBatchKey(3);
    keyring.finishDestroying();
    expect(keyring.batchKey(3)).toBeUndefined();
    expect(keyring.openBatches()).toEqual([]);
  });
});
