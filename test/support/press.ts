import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type Bundle,
  type BundleCertificate,
  type BundleReceipt,
  BundleMaker,
  BundleService,
  type HouseKey,
  type HouseSecrets,
  PrintHouseService,
  type Signed,
  type SignedManifest,
  makeCertificate,
  makeHouseSecrets,
  makeReceipt,
  openBundle,
  readHouseKeys,
} from '#lib/card-stock';
import type { Batch } from '#lib/cards';
import { Transactions } from '#lib/database';
import type { MintHouse } from './mint-house.js';

const NEVER = new AbortController().signal;
let presses = 0;

/** A print house with keys of its own, known to an issuer: what it gets, opens and signs. */
export class Press {
  readonly folder = mkdtempSync(join(tmpdir(), 'reup-press-'));

  private constructor(
    private readonly issuer: MintHouse,
    readonly secrets: HouseSecrets,
    readonly key: HouseKey,
  ) {}

  /** Two people have compared its fingerprint. */
  static async confirmed(issuer: MintHouse): Promise<Press> {
    const press = await Press.waiting(issuer);
    for (const staffId of [issuer.approver, issuer.other]) {
      await issuer.get(PrintHouseService).decideKey({ keyId: press.key.id, staffId, decision: 'approved' });
    }
    return press;
  }

  static async waiting(issuer: MintHouse): Promise<Press> {
    const secrets = await makeHouseSecrets();
    const houses = issuer.get(PrintHouseService);
    const name = `Press ${++presses}`;
    const keys = await readHouseKeys(secrets.public.recipient, secrets.public.signingKey);
    const key = await issuer.get(Transactions).run(async (tx) => {
      const { id: houseId } = await houses.create(tx, { name, contact: 'By phone.', staffId: issuer.manager });
      return houses.addKey(tx, { houseId, keys, staffId: issuer.manager });
    });
    return new Press(issuer, secrets, key);
  }

  /** A batch that this press prints, minted. */
  async minted(quantity: number): Promise<Batch> {
    const { id } = await this.issuer.request(quantity, undefined, { houseKeyId: this.key.id });
    await this.issuer.batches.approve(id, this.issuer.approver);
    await this.issuer.mint.run(id, NEVER);
    return this.issuer.reader.get(id);
  }

  requested(batchId: number, kind: 'data' | 'sheets' = 'data'): Promise<Bundle> {
    const asked = { batchId, kind, staffId: this.issuer.manager };
    return this.issuer.get(Transactions).run((tx) => this.issuer.get(BundleService).request(tx, asked));
  }

  async made(batchId: number, kind: 'data' | 'sheets' = 'data'): Promise<Bundle> {
    const { id } = await this.requested(batchId, kind);
    await this.issuer.get(BundleMaker).make(id, NEVER);
    return this.issuer.get(BundleService).get(batchId, id);
  }

  /** The age file as it is downloaded, the first and last time; kept in the press's folder. */
  async fetched({ batchId, id }: Bundle): Promise<string> {
    const { stream, bytes } = await this.issuer.get(BundleService).openAge(batchId, id, this.issuer.manager);
    const age = await buffer(stream);
    expect(age.length).toBe(bytes);
    const path = join(this.folder, `${id}.age`);
    await writeFile(path, age);
    return path;
  }

  /** A bundle that left, of so many cards. */
  async left(quantity: number): Promise<{ readonly batch: Batch; readonly bundle: Bundle }> {
    const batch = await this.minted(quantity);
    const { id } = await this.made(batch.id);
    const bundles = this.issuer.get(BundleService);
    await this.fetched(await bundles.get(batch.id, id));
    return { batch, bundle: await bundles.get(batch.id, id) };
  }

  manifestOf({ batchId, id }: Bundle): Promise<SignedManifest> {
    return this.issuer.get(BundleService).manifest(batchId, id);
  }

  /** What stands in a data bundle, opened as the press does it. */
  async open(file: string, signed: SignedManifest, change: { identity?: string } = {}): Promise<string> {
    const out = join(this.folder, 'cards.txt');
    await openBundle({ ...this.order(file, signed, out), ...change });
    return readFile(out, 'latin1');
  }

  order(file: string, signed: SignedManifest, out: string): Parameters<typeof openBundle>[0] {
    const issuerKey = createPublicKey(this.issuer.get(BundleService).issuerKey());
    return { file, signed, issuerKey, identity: this.secrets.identity, out, signal: NEVER, onBytes: () => {} };
  }

  async receipt(bundle: Bundle, change: Partial<BundleReceipt> = {}): Promise<Signed<BundleReceipt>> {
    const { manifest } = await this.manifestOf(bundle);
    return makeReceipt({ ...manifest, ...change }, new Date(), createPrivateKey(this.secrets.signingPem));
  }

  certificate(
    { id, batchId, cards, spoiled }: Bundle,
    change: Partial<BundleCertificate> = {},
  ): Signed<BundleCertificate> {
    const account = {
      bundle: id,
      batch: String(batchId).padStart(6, '0'),
      printed: cards - spoiled,
      spoiled,
      who: 'A. Press',
      when: '2026-11-24T12:00:00.000Z',
      how: 'Files overwritten, waste shredded.',
      witness: 'B. Gate',
    };
    return makeCertificate({ ...account, ...change }, createPrivateKey(this.secrets.signingPem));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
