import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  KEY_BYTES,
  keyInLine,
  keyLine,
  move,
  overwrite,
  placeNew,
  readIfThere,
  remove,
  replace,
} from './keyring-files.js';
import { readWrapped, rootName, unwrapKey, wrapKey } from './keyring-wrap.js';

const FILE = /^batch-(\d{1,6})\.key$/;

/** `gone`: there is a file, and nothing left that opens it. */
type Found = Buffer | 'absent' | 'gone';

/**
 * The keys of batches that are not sealed, each in a file encrypted under a root. Every destruction replaces the root, so
 * that what a disk may still hold of a destroyed key's file can't be opened.
 *
 * Replacing goes by steps that are on the disk one after the other. While `root.next.key` exists one is under way: both
 * roots open files, new files are written under the next one, and whoever comes finishes it. So no crash loses the key
 * of an open batch, and none leaves the old root once a replacement is over. Only one process at a time may make or
 * destroy (its caller holds a lock); reading needs none.
 */
export class BatchKeys {
  private readonly root: string;
  private readonly next: string;

  constructor(private readonly folder: string) {
    this.root = join(folder, 'root.key');
    this.next = join(folder, 'root.next.key');
  }

  /** `undefined` when there is none, or none that can be opened. */
  read(batchId: number): Buffer | undefined {
    const found = this.find(batchId);
    return Buffer.isBuffer(found) ? found : undefined;
  }

  /** Makes it where there is none; two who do it at once get the same one. */
  make(batchId: number): Buffer {
    for (;;) {
      const found = this.find(batchId);
      if (Buffer.isBuffer(found)) return found;
      if (found === 'gone') this.forget(batchId);
      placeNew(this.pathOf(batchId), wrapKey(this.currentRoot(), batchId, randomBytes(KEY_BYTES)));
    }
  }

  /** Batches that have a file here. */
  list(): number[] {
    return readdirSync(this.folder)
      .map((name) => FILE.exec(name)?.[1])
      .filter((id) => id !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
  }

  /**
   * Destroys the key of a batch for ever, and the root it was under. Yields after each step that is on the disk: to stop
   * there is to crash there.
   */
  *destroying(batchId: number): Generator<string, void, undefined> {
    yield* this.finishing();
    if (!this.hasFilesOf(batchId)) return;
    placeNew(this.next, keyLine(randomBytes(KEY_BYTES)));
    yield 'the next root is there';
    overwrite(this.pathOf(batchId));
    yield 'the key’s file is overwritten';
    this.forget(batchId);
    yield 'the key’s file is gone';
    yield* this.finishing();
  }

  /** Ends a replacement that a crash broke off. */
  *finishing(): Generator<string, void, undefined> {
    const next = this.readRoot(this.next);
    if (next === undefined) return;
    for (const id of this.list()) {
      const key = this.read(id);
      if (key === undefined) continue;
      replace(this.pathOf(id), wrapKey(next, id, key));
      key.fill(0);
      yield `batch ${id} is under the next root`;
    }
    overwrite(this.root);
    yield 'the old root is overwritten';
    remove(this.root);
    yield 'the old root is gone';
    move(this.next, this.root);
    yield 'the next root is the root';
  }

  private find(batchId: number): Found {
    for (let before: Buffer | undefined; ; ) {
      const line = readIfThere(this.pathOf(batchId));
      if (line === undefined) return 'absent';
      const plain = keyInLine(line);
      if (plain !== undefined) return this.adopt(batchId, plain);
      const wrapped = readWrapped(line);
      const root = wrapped === undefined ? undefined : this.roots().get(wrapped.root);
      if (wrapped !== undefined && root !== undefined) return unwrapKey(root, batchId, wrapped);
      // Its root may have been replaced between our two looks: then the file is another by now.
      if (before?.equals(line) === true) return 'gone';
      before = line;
    }
  }

  /**
   * An earlier version kept keys as they are: wraps such a file, and overwrites the old one. It keeps a second name
   * meanwhile, so that a crash leaves no copy that nobody overwrites.
   */
  private adopt(batchId: number, key: Buffer): Buffer {
    const path = this.pathOf(batchId);
    const old = `${path}.plain`;
    try {
      linkSync(path, old);
    } catch (error) {
      if (!['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    let root: Buffer;
    do {
      root = this.currentRoot();
      replace(path, wrapKey(root, batchId, key));
    } while (!root.equals(this.currentRoot()));
    this.dropCopy(path, old);
    return key;
  }

  private dropCopy(path: string, copy: string): void {
    if (inode(path) !== inode(copy)) overwrite(copy);
    remove(copy);
  }

  /** The file, an overwritten one too, and what crashes left beside it. */
  private forget(batchId: number): void {
    const path = this.pathOf(batchId);
    for (const name of this.filesBeside(batchId)) {
      overwrite(join(this.folder, name));
      remove(join(this.folder, name));
    }
    remove(path);
  }

  private hasFilesOf(batchId: number): boolean {
    return inode(this.pathOf(batchId)) !== undefined || this.filesBeside(batchId).length > 0;
  }

  private filesBeside(batchId: number): string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith(`batch-${batchId}.key.`));
  }

  /** What new files are written under; made with the first of them. */
  private currentRoot(): Buffer {
    for (;;) {
      const root = this.readRoot(this.next) ?? this.readRoot(this.root);
      if (root !== undefined) return root;
      placeNew(this.root, keyLine(randomBytes(KEY_BYTES)));
    }
  }

  private roots(): ReadonlyMap<string, Buffer> {
    const roots = [this.readRoot(this.root), this.readRoot(this.next)].filter((root) => root !== undefined);
    return new Map(roots.map((root) => [rootName(root), root]));
  }

  private readRoot(path: string): Buffer | undefined {
    const line = readIfThere(path);
    return line === undefined ? undefined : keyInLine(line);
  }

  private pathOf(batchId: number): string {
    return join(this.folder, `batch-${batchId}.key`);
  }
}

function inode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
