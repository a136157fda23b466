import { type KeyObject, createPublicKey } from 'node:crypto';
import type { PromiseCheck, ReadRows } from '#lib/kernel';
import type { Keyring } from '#lib/runtime';
import { AUDIT_ROW_SQL, type AuditRow, GENESIS, type SignedHead, headFits, linkHash } from './audit-chain.js';
import { headsFileIn, readHeads } from './audit-heads-file.js';

const PAGE = 20_000;
const FACTS_MAX = 20;
/** Before a head is signed everything is chained: no transaction takes so long that its deed could come later. */
const LATE_AT_MOST = '1 hour';

interface LinkRow extends Omit<AuditRow, 'id'> {
  readonly position: string;
  readonly audit_id: string;
  readonly hash: Buffer;
  /** `null`: the deed is gone. */
  readonly id: string | null;
}

/** A link whose hash is not that of its row after the link before. */
interface Misfit {
  readonly link: LinkRow;
  readonly previous: Buffer;
}

/**
 * Reads the whole log once, a page at a time, and hashes it here, so that the database proves nothing about itself.
 * Deeds of the last hour may be cut off unseen with their links: they are under no signed head yet.
 */
export function auditChainCheck(keyring: Keyring, home: string): PromiseCheck {
  return {
    promise: 5,
    name: 'the log of deeds is the one that was chained and signed',
    async run(read) {
      const walk = new ChainWalk();
      await walk.run(read);
      const facts = [...walk.facts(), ...(await headFacts(read, keyring, home, walk)), ...(await unlinkedFacts(read))];
      return facts.slice(0, FACTS_MAX);
    },
  };
}

/** Follows the links from the first to the last, each judged by the stored hash before it: one change is one fact. */
class ChainWalk {
  private readonly missing: string[] = [];
  private readonly misfits: Misfit[] = [];
  private tip: { readonly position: bigint; readonly hash: Buffer } = { position: 0n, hash: GENESIS };

  get last(): bigint {
    return this.tip.position;
  }

  async run(read: ReadRows): Promise<void> {
    for (;;) {
      const rows = (await read(
        `SELECT l.position::text, l.audit_id::text, l.hash, row.*
           FROM (SELECT * FROM audit_link WHERE position > $1 ORDER BY position LIMIT ${PAGE}) AS l
           LEFT JOIN LATERAL (SELECT ${AUDIT_ROW_SQL} FROM audit a WHERE a.id = l.audit_id OFFSET 0) AS row ON true
          ORDER BY l.position`,
        [String(this.tip.position)],
      )) as unknown as LinkRow[];
      for (const row of rows) this.step(row);
      if (rows.length < PAGE) return;
    }
  }

  facts(): string[] {
    return [...this.missing, ...this.misfits.map((misfit) => this.describe(misfit))];
  }

  private step(link: LinkRow): void {
    const position = BigInt(link.position);
    const gap = position !== this.tip.position + 1n;
    if (gap) this.note(`deleted: links ${this.tip.position + 1n} to ${position - 1n} of the chain are gone`);
    if (link.id === null) this.note(`deleted: deed ${link.audit_id} (link ${link.position}) is gone`);
    else if (!gap && !fits(this.tip.hash, link) && this.misfits.length < FACTS_MAX) {
      this.misfits.push({ link, previous: this.tip.hash });
    }
    this.tip = { position, hash: link.hash };
  }

  private note(fact: string): void {
    if (this.missing.length < FACTS_MAX) this.missing.push(fact);
  }

  /** Rows or links that changed places fit each other's neighbours; what fits nowhere was edited. */
  private describe({ link, previous }: Misfit): string {
    const moved = this.misfits.some(
      (other) =>
        other.link !== link &&
        // The link stands elsewhere, or this is the place of another link's deed.
        (fits(other.previous, link) ||
          fits(other.link.hash, link) ||
          fits(previous, { ...other.link, hash: link.hash }) ||
          fits(previous, { ...other.link, id: link.id, hash: link.hash })),
    );
    const what = moved ? 'reordered: deeds changed places at' : 'edited: the deed is not the one that was chained at';
    return `${what} link ${link.position} (deed ${link.audit_id})`;
  }
}

function fits(previous: Buffer, link: LinkRow): boolean {
  return link.id !== null && linkHash(previous, { ...link, id: link.id }).equals(link.hash);
}

/** Every head, of the table and of the file outside it, must be signed by our key and lie on the chain. */
async function headFacts(read: ReadRows, keyring: Keyring, home: string, { last }: ChainWalk): Promise<string[]> {
  const inTable = (await read(
    'SELECT position::text, hash, signature, signed_at AS "signedAt" FROM audit_head ORDER BY audit_head.position',
  )) as unknown as SignedHead[];
  const inFile = await readHeads(headsFileIn(home));
  if (inTable.length === 0 && inFile.length === 0) return [];
  const publicKey = createPublicKey(keyring.signer('audit'));
  const known = new Set(inTable.map(({ position }) => position));
  const facts: string[] = [];
  for (const head of inFile.filter(({ position }) => !known.has(position))) {
    facts.push(`deleted: the signed head at link ${head.position} is in the file and not in the table`);
  }
  const onChain = await hashesAt(read, [...inTable, ...inFile]);
  for (const head of [...inTable, ...inFile]) {
    const fact = headFact(head, publicKey, last, onChain.get(head.position));
    if (fact !== undefined && !facts.includes(fact)) facts.push(fact);
    if (facts.length >= FACTS_MAX) break;
  }
  return facts;
}

function headFact(head: SignedHead, publicKey: KeyObject, last: bigint, hash: Buffer | undefined): string | undefined {
  const at = `the head signed at link ${head.position}`;
  if (!headFits(publicKey, head)) return `edited: ${at} does not bear our signature`;
  if (BigInt(head.position) > last) return `truncated: the chain ends at link ${last}, before ${at}`;
  if (hash === undefined || !hash.equals(head.hash)) return `rewritten: the chain is not the one under ${at}`;
  return undefined;
}

async function hashesAt(read: ReadRows, heads: readonly SignedHead[]): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await read('SELECT position::text, hash FROM audit_link WHERE position = ANY ($1)', [
    [...new Set(heads.map(({ position }) => position))],
  ]);
  return new Map(rows.map((row) => [row['position'] as string, row['hash'] as Buffer]));
}

async function unlinkedFacts(read: ReadRows): Promise<string[]> {
  const rows = await read(
    `SELECT a.id::text FROM audit a
      WHERE a.at < (SELECT max(signed_at) FROM audit_head) - interval '${LATE_AT_MOST}'
        AND NOT EXISTS (SELECT FROM audit_link l WHERE l.audit_id = a.id) ORDER BY a.id LIMIT ${FACTS_MAX}`,
  );
  return rows.map((row) => `deed ${row['id'] as string} is not chained`);
}
