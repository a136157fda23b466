import { BATCH_STATES, isSealed } from '#lib/cards';
import { type PromiseCheck, type ReadRows, absence } from '#lib/kernel';
import type { Keyring } from '#lib/runtime';
import { DIGIT_RUN, pinCandidates } from './pin-candidates.js';

/** A page is this many blocks of a table (8 MiB), so that the scan's memory does not grow with the table. */
const BLOCKS_A_PAGE = 1_024;
const PINS_A_LOOKUP = 1_000;
const PIN_BYTES_MIN = 16;
const PROMISE = 6;
const NAME = 'no PIN at rest outside the sealed chunks of unsealed batches';

interface TextTable {
  /** Quoted, with its schema. */
  readonly table: string;
  /** Quoted. */
  readonly columns: readonly string[];
  readonly blocks: number;
  readonly readable: boolean;
}

/** Promise 6, as far as a database and a keyring folder can tell. Names places, never what stands there. */
export function pinScan(keyring: Keyring): PromiseCheck {
  return {
    promise: PROMISE,
    name: NAME,
    async run(read) {
      const broken: string[] = [];
      for (const table of await textTables(read)) broken.push(...(await scanTable(read, keyring, table)));
      broken.push(...(await longDigests(read)));
      for (const check of ABSENCES) broken.push(...(await check.run(read)));
      broken.push(...(await keysAfterSeal(read, keyring)));
      return broken;
    },
  };
}

const sealedStates = BATCH_STATES.filter(isSealed)
  .map((state) => `'${state}'`)
  .join(', ');

const ABSENCES: readonly PromiseCheck[] = [
  absence(
    PROMISE,
    NAME,
    `SELECT k.batch_id AS batch, b.state, count(*) AS chunks_left FROM batch_chunk k JOIN batch b ON b.id = k.batch_id
      WHERE b.state IN (${sealedStates}) GROUP BY 1, 2`,
  ),
];

/** Every table of ours and of the queue with the columns that can hold text, whoever made it. */
async function textTables(read: ReadRows): Promise<TextTable[]> {
  const rows = await read(`
    SELECT format('%I.%I', n.nspname, c.relname) AS table, array_agg(format('%I', a.attname) ORDER BY a.attnum) AS columns,
           pg_relation_size(c.oid) / current_setting('block_size')::int AS blocks,
           has_schema_privilege(n.oid, 'USAGE') AND bool_and(has_column_privilege(c.oid, a.attnum, 'SELECT')) AS readable
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
     WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       AND (coalesce(e.typcategory, t.typcategory) = 'S' OR coalesce(e.typname, t.typname) IN ('json', 'jsonb', 'xml'))
     GROUP BY n.oid, n.nspname, c.oid, c.relname ORDER BY 1`);
  return rows.map((row) => ({ ...(row as unknown as TextTable), blocks: Number(row['blocks']) }));
}

async function scanTable(read: ReadRows, keyring: Keyring, { table, columns, blocks, readable }: TextTable) {
  if (!readable) return [`${table} may not be read by this role: not scanned`];
  const texts = columns.map((column, place) => `(${place}, ${column}::text)`).join(', ');
  const found = new Map<number, Set<string>>();
  for (let block = 0; block < blocks; block += BLOCKS_A_PAGE) {
    const rows = await read(
      `SELECT DISTINCT v.place, run[1] AS run FROM ${table} CROSS JOIN LATERAL (VALUES ${texts}) AS v (place, text)
         CROSS JOIN LATERAL regexp_matches(v.text, '${DIGIT_RUN}', 'g') AS run
        WHERE ${table}.ctid >= $1::tid AND ${table}.ctid < $2::tid AND octet_length(v.text) >= ${PIN_BYTES_MIN}`,
      [`(${block},0)`, `(${block + BLOCKS_A_PAGE},0)`],
    );
    const candidates = rows.flatMap(({ place, run }) =>
      pinCandidates(run as string).map((pin) => ({ place: place as number, pin })),
    );
    const live = await pinsOfCards(read, keyring, [...new Set(candidates.map(({ pin }) => pin))]);
    for (const { place, pin } of candidates) {
      if (live.has(pin)) found.set(place, (found.get(place) ?? new Set()).add(pin));
    }
  }
  return [...found].map(([place, pins]) => `${table}.${columns[place]} holds PINs in clear: ${pins.size}`);
}

/** Those that are a card's, known by their digest. */
async function pinsOfCards(read: ReadRows, keyring: Keyring, pins: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < pins.length; from += PINS_A_LOOKUP) {
    const owners = new Map<string, string>();
    for (const pin of pins.slice(from, from + PINS_A_LOOKUP)) {
      for (const { digest } of keyring.digests(pin)) owners.set(digest.toString('hex'), pin);
    }
    const rows = await read(
      `SELECT encode(c.pin_digest, 'hex') AS digest FROM card c
        WHERE c.pin_digest = ANY (SELECT decode(d, 'hex') FROM unnest($1::text[]) AS d)`,
      [[...owners.keys()]],
    );
    for (const { digest } of rows) found.add(owners.get(digest as string)!);
  }
  return found;
}

/** Bytes beside a card are a digest of 16 bytes or nothing: a longer value could hold more. */
async function longDigests(read: ReadRows): Promise<string[]> {
  const columns = await read(
    `SELECT format('%I', attname) AS name FROM pg_attribute
      WHERE attrelid = 'card'::regclass AND attnum > 0 AND NOT attisdropped AND atttypid = 'bytea'::regtype`,
  );
  const broken: string[] = [];
  for (const { name } of columns) {
    const [row] = await read(`SELECT count(*)::int AS cards FROM card WHERE octet_length(${String(name)}) <> 16`);
    if (row!['cards'] !== 0) broken.push(`card.${String(name)} is not 16 bytes long on ${String(row!['cards'])} cards`);
  }
  return broken;
}

/** The key of a sealed batch is gone, or the seal is not true. */
async function keysAfterSeal(read: ReadRows, keyring: Keyring): Promise<string[]> {
  const rows = await read(`SELECT id, state FROM batch WHERE id = ANY($1::int[]) AND state IN (${sealedStates})`, [
    keyring.openBatches(),
  ]);
  return rows.map(({ id, state }) => `batch ${String(id)} is ${String(state)}, its key is still in the keyring`);
}
