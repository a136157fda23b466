import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BatchKeys } from './keyring-batch-keys.js';
import { keyInLine } from './keyring-files.js';
import { readWrapped, rootName, unwrapKey, wrapKey } from './keyring-wrap.js';

describe('the keys of open batches', () => {
  let folder: string;
  const keys = () => new BatchKeys(folder); // each is a process that has just started
  const bytesOf = (name: string) => readFileSync(join(folder, name));
  const names = () => readdirSync(folder).sort();
  const destroy = (id: number) => [...keys().destroying(id)];

  /** The first steps only, as a crash would leave it. */
  function crash(steps: Iterator<string>, after: number): string | undefined {
    let last: string | undefined;
    for (let step = 0; step < after; step++) {
      const { value, done } = steps.next();
      if (done === true) return undefined;
      last = value as string;
    }
    return last;
  }

  /** Whoever holds what the disk ever held of a key's file, and everything that the folder holds now. */
  function opensWithAllThatIsLeft(file: Buffer, batchId: number): boolean {
    return names().some((name) => {
      const root = keyInLine(bytesOf(name));
      if (root === undefined) return false;
      try {
        return unwrapKey(root, batchId, readWrapped(file)!).length > 0;
      } catch {
        return false;
      }
    });
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reup-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once, each for its batch, and lie encrypted', () => {
    const key = keys().make(7);
    expect(key).toHaveLength(32);
    expect(keys().make(7)).toEqual(key);
    expect(keys().read(7)).toEqual(key);
    expect(keys().make(8)).not.toEqual(key);
    expect(keys().read(9)).toBeUndefined();
    expect(keys().list()).toEqual([7, 8]);
    expect(names()).toEqual(['batch-7.key', 'batch-8.key', 'root.key']);
    for (const name of names()) {
      expect(bytesOf(name).includes(key)).toBe(false);
      expect(bytesOf(name).includes(key.toString('hex'))).toBe(false);
    }
  });

  it('open no file of another batch, nor a changed one', () => {
    keys().make(7);
    const root = keyInLine(bytesOf('root.key'))!;
    const wrapped = readWrapped(bytesOf('batch-7.key'))!;
    expect(() => unwrapKey(root, 8, wrapped)).toThrow();
    wrapped.sealed[0]! ^= 1;
    expect(() => unwrapKey(root, 7, wrapped)).toThrow();
    expect(wrapped.root).toBe(rootName(root));
  });

  it('end with a root that opens nothing of the destroyed key any more, while the others live on', () => {
    const before = new Map([1, 2, 3].map((id) => [id, keys().make(id)]));
    const file = bytesOf('batch-2.key');
    const root = bytesOf('root.key');
    destroy(2);
    expect(names()).toEqual(['batch-1.key', 'batch-3.key', 'root.key']);
    expect(bytesOf('root.key').equals(root)).toBe(false);
    expect(opensWithAllThatIsLeft(file, 2)).toBe(false);
    for (const id of [1, 3]) expect(keys().read(id)).toEqual(before.get(id));
    expect(keys().read(2)).toBeUndefined();
    expect(destroy(2)).toEqual([]);
    expect(keys().make(2)).not.toEqual(before.get(2));
  });

  it('survive a crash after any step, which the next start finishes', () => {
    const whole = ((): string[] => {
      for (const id of [1, 2, 3]) keys().make(id);
      const steps = destroy(2);
      rmSync(folder, { recursive: true });
      return steps;
    })();
    expect(whole).toEqual([
      'the next root is there',
      'the key’s file is overwritten',
      'the key’s file is gone',
      'batch 1 is under the next root',
      'batch 3 is under the next root',
      'the old root is overwritten',
      'the old root is gone',
      'the next root is the root',
    ]);
    for (let after = 0; after <= whole.length; after++) {
      folder = mkdtempSync(join(tmpdir(), 'reup-keys-'));
      const before = new Map([1, 2, 3].map((id) => [id, keys().make(id)]));
      const file = bytesOf('batch-2.key');
      expect(crash(keys().destroying(2), after)).toBe(whole[after - 1]);
      // Nobody's key is lost at any moment, and whoever reads needs no repair first.
      for (const id of [1, 3]) expect(keys().read(id)).toEqual(before.get(id));
      const lives = keys().read(2) !== undefined;
      expect(lives).toBe(after < 2);
      // A batch that is minted meanwhile finds a key that stays.
      const made = keys().make(4);
      for (const _ of keys().finishing());
      expect(existsSync(join(folder, 'root.next.key'))).toBe(false);
      for (const _ of keys().destroying(2));
      expect(keys().read(2)).toBeUndefined();
      expect(opensWithAllThatIsLeft(file, 2)).toBe(false);
      for (const id of [1, 3]) expect(keys().read(id)).toEqual(before.get(id));
      expect(keys().read(4)).toEqual(made);
      expect(names()).toEqual(['batch-1.key', 'batch-3.key', 'batch-4.key', 'root.key']);
      rmSync(folder, { recursive: true });
    }
  });

  it('are those of the open batches, whatever is made, destroyed and broken off in between', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('make' as const), id: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('destroy' as const), id: fc.integer({ min: 1, max: 4 }), after: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        folder = mkdtempSync(join(tmpdir(), 'reup-keys-'));
        const known = new Map<number, Buffer>();
        const dead: { id: number; file: Buffer }[] = [];
        for (const one of steps) {
          if (one.kind === 'make') {
            const key = keys().make(one.id);
            expect(known.get(one.id) ?? key).toEqual(key);
            known.set(one.id, key);
            continue;
          }
          const file = known.has(one.id) ? bytesOf(`batch-${one.id}.key`) : undefined;
          crash(keys().destroying(one.id), one.after);
          if (keys().read(one.id) !== undefined) continue; // it broke off before the key was gone
          if (file !== undefined) dead.push({ id: one.id, file });
          known.delete(one.id);
        }
        for (const [id, key] of known) expect(keys().read(id)).toEqual(key);
        for (const id of keys()
          .list()
          .filter((open) => !known.has(open)))
          destroy(id);
        for (const _ of keys().finishing());
        for (const [id, key] of known) expect(keys().read(id)).toEqual(key);
        for (const { id, file } of dead) expect(opensWithAllThatIsLeft(file, id)).toBe(false);
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });

  describe('of an earlier version, which kept them as they are', () => {
    const key = randomBytes(32);
    const line = `${key.toString('hex')}\n`;
    const nowhere = () => names().every((name) => !bytesOf(name).includes(key.toString('hex')));

    it('are read, and wrapped when they are', () => {
      writeFileSync(join(folder, 'batch-5.key'), line);
      linkSync(join(folder, 'batch-5.key'), join(tmpdir(), `${folder.split('/').at(-1)}-disk`)); // the old file’s blocks
      expect(keys().read(5)).toEqual(key);
      expect(nowhere()).toBe(true);
      expect(names()).toEqual(['batch-5.key', 'root.key']);
      const blocks = join(tmpdir(), `${folder.split('/').at(-1)}-disk`);
      expect(readFileSync(blocks).includes(key.toString('hex'))).toBe(false);
      rmSync(blocks);
      expect(keys().read(5)).toEqual(key);
    });

    it('are read after a crash half-way, and leave no copy', () => {
      // Crashed with its second name made …
      writeFileSync(join(folder, 'batch-5.key'), line);
      linkSync(join(folder, 'batch-5.key'), join(folder, 'batch-5.key.plain'));
      expect(keys().read(5)).toEqual(key);
      expect(nowhere()).toBe(true);
      // … and with the new file in place, the old one not overwritten.
      writeFileSync(join(folder, 'batch-5.key.plain'), line);
      expect(keys().read(5)).toEqual(key);
      destroy(5);
      expect(names()).toEqual(['root.key']);
    });

    it('are wrapped by a destruction of another batch at the latest', () => {
      writeFileSync(join(folder, 'batch-5.key'), line);
      keys().make(6);
      destroy(6);
      expect(nowhere()).toBe(true);
      expect(keys().read(5)).toEqual(key);
    });
  });

  it('take a file that nothing opens for no key, and make another', () => {
    writeFileSync(join(folder, 'batch-7.key'), wrapKey(randomBytes(32), 7, randomBytes(32)));
    expect(keys().read(7)).toBeUndefined();
    expect(keys().list()).toEqual([7]);
    const key = keys().make(7);
    expect(keys().read(7)).toEqual(key);
    const copy = mkdtempSync(join(tmpdir(), 'reup-keys-'));
    cpSync(join(folder, 'batch-7.key'), join(copy, 'batch-7.key'));
    expect(new BatchKeys(copy).read(7)).toBeUndefined();
    rmSync(copy, { recursive: true });
  });
});
