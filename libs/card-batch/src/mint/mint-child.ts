import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { invariant } from '#lib/kernel';
import pg from 'pg';
import { FiveDigits } from './five-digits.js';
import { KEY_BYTES, type MintInput, type MintSaid } from './mint-input.js';
import { mintMissing } from './mint-run.js';
import { DIGEST_BYTES, PinDigester } from './pin-digester.js';
import { PinPress } from './pin-press.js';

/** Two connections keep both the database and us busy. More would only wait for the disk. */
const LANES = 2;
const SECRET_FD = 3;

async function mint({ database, dammTable, proof, ...facts }: MintInput): Promise<MintSaid> {
  const { key, pepper } = readSecret();
  const digester = new PinDigester(pepper);
  pepper.fill(0);
  for (const { pin, digest } of proof) {
    invariant(digestOf(digester, pin) === digest, 'the mint digests a PIN as a redemption does');
  }
  const source = new FiveDigits();
  const press = new PinPress(dammTable, () => source.next());
  const clients = await Promise.all(Array.from({ length: LANES }, () => connect(database)));
  const outcome = await mintMissing(clients, facts, { press, digester, key });
  key.fill(0);
  digester.wipe();
  await Promise.all(clients.map((client) => client.end()));
  return { outcome };
}

async function connect(database: MintInput['database']): Promise<pg.Client> {
  const client = new pg.Client({ ...database, application_name: 'reup-mint' });
  client.on('error', () => undefined); // a server that dies meanwhile fails the statement
  await client.connect();
  return client;
}

/** The batch's key and the pepper, from the pipe behind stderr: they are in no message and no file that we open. */
function readSecret(): { readonly key: Buffer; readonly pepper: Buffer } {
  const secret = readFileSync(SECRET_FD);
  invariant(secret.length === KEY_BYTES * 2, 'the secret is two keys');
  return { key: secret.subarray(0, KEY_BYTES), pepper: secret.subarray(KEY_BYTES) };
}

function digestOf(digester: PinDigester, pin: string): string {
  const digest = Buffer.alloc(DIGEST_BYTES);
  digester.digest(Buffer.from(pin, 'latin1'), 0, digest, 0);
  return digest.toString('hex');
}

function say(said: object): void {
  process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit('failed' in said ? 1 : 0));
}

/** Of a database error only what names the rule: its message and detail may hold a digest. */
function failure(error: unknown): object {
  if (error instanceof pg.DatabaseError) {
    const { code: sqlState, constraint } = error;
    return { failed: { reason: `database ${sqlState}`, sqlState, constraint } };
  }
  return { failed: { reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' } };
}

process.on('uncaughtException', (error) => say(failure(error)));
createInterface({ input: process.stdin })
  .once('line', (line) => void mint(JSON.parse(line) as MintInput).then(say, (error: unknown) => say(failure(error))))
  .once('close', () => process.exit(1)); // the parent is gone: its next run makes what is missing
