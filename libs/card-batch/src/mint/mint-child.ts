import { createInterface } from 'node:readline';
import { BULK_POOL, constraintOf, databaseOptions, openDataSource, sqlState } from '#lib/database';
import { invariant } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import { type MintFacts, MINT_LANES, mintMissing, provePepper } from './mint-run.js';
import { PinDigester } from './pin-digester.js';

/** What the parent writes to stdin. */
export interface MintInput extends MintFacts {
  readonly databaseUrl: string;
  readonly keyringDir: string;
}

async function mint({ databaseUrl, keyringDir, ...facts }: MintInput): Promise<object> {
  const keyring = Keyring.open(keyringDir, { create: false });
  const key = keyring.batchKey(facts.batchId);
  invariant(key !== undefined, 'the batch has a key while it is minted');
  const pepper = keyring.pepper(facts.pepperId);
  provePepper(new PinDigester(pepper), (pin) => keyring.digest(facts.pepperId, pin));
  const source = await openDataSource(
    databaseOptions(databaseUrl, { ...BULK_POOL, name: 'mint', connectionsMax: MINT_LANES }),
  );
  try {
    return { outcome: await mintMissing(source, facts, { key, pepper }) };
  } finally {
    key.fill(0);
    await source.destroy();
  }
}

function say(said: object): void {
  process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit('failed' in said ? 1 : 0));
}

/** Of a database error only what names the rule: its message and detail may hold a digest. */
function failure(error: unknown): object {
  const state = sqlState(error);
  if (state !== undefined)
    return { failed: { reason: `database ${state}`, sqlState: state, constraint: constraintOf(error) } };
  return { failed: { reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' } };
}

process.on('uncaughtException', (error) => say(failure(error)));
createInterface({ input: process.stdin })
  .once('line', (line) => void mint(JSON.parse(line) as MintInput).then(say, (error: unknown) => say(failure(error))))
  .once('close', () => process.exit(1)); // the parent is gone: its next run makes what is missing
