import type { Command } from 'commander';
import type { ReadRows } from '#lib/kernel';
import { configOf, onDatabase } from './database-place.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, usage } from './exit.js';
import { Output } from './output.js';
import { openProgress } from './progress.js';
import type { PromiseResult } from './promises.js';
import type { Shell } from './shell.js';

const FACTS_SHOWN = 5;
/** Undefined table, column or function: the schema is another version's. */
const OTHER_SCHEMA: ReadonlySet<string> = new Set(['42P01', '42703', '42883']);

export function define(verify: Command, shell: Shell): void {
  verify.action(async () => {
    const output = Output.of(verify, shell);
    const { allChecks, runChecks } = await import('./promises.js');
    const { Keyring } = await import('#lib/runtime');
    const { keyringDir, home } = await configOf(verify, shell);
    const checks = allChecks(Keyring.open(keyringDir, { create: false }), home);
    const results = await onDatabase(verify, shell, output, async (url) => {
      const bar = await openProgress(shell, { what: 'verifying', unit: 'checks' });
      try {
        return await inOneSnapshot(url, (read) => runChecks(checks, read, (done) => bar.at(done, checks.length)));
      } finally {
        bar.end();
      }
    });
    const firstBroken = results.find(({ kept }) => !kept);
    const answer = { kept: firstBroken === undefined, firstBroken: firstBroken?.promise ?? null, promises: results };
    await output.result(answer, () => results.map((result) => describe(output, result)).join('\n'));
    if (firstBroken === undefined) return;
    throw new CommandEnd(EXIT.difference, `promise ${firstBroken.promise} is broken: ${firstBroken.name}`);
  });
  examples(verify, ['reup verify', 'reup verify --json', 'DATABASE_URL=postgres://… KEYRING_DIR=… reup verify']);
}

/**
 * One snapshot for all checks, which sales go on beside. As the owner of the tables, not as the application: a check
 * sees what the application may not. Read only, so that it can change nothing all the same.
 */
async function inOneSnapshot<Result>(url: string, work: (read: ReadRows) => Promise<Result>): Promise<Result> {
  const { BULK_POOL, databaseOptions, entityTx, openDataSource, sqlState } = await import('#lib/database');
  const profile = { ...BULK_POOL, name: 'verify', connectionsMax: 1, transactionTimeoutMs: 0 };
  const source = await openDataSource(databaseOptions(url, profile));
  try {
    return await source.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      await manager.query('SET LOCAL ROLE NONE');
      return work((sql, parameters = []) => entityTx(manager).rows(sql, parameters));
    });
  } catch (error) {
    if (OTHER_SCHEMA.has(sqlState(error) ?? '')) throw usage('the schema is not this version’s: `reup migrate` first');
    throw error;
  } finally {
    await source.destroy();
  }
}

function describe(output: Output, { promise, name, kept, ms, checks }: PromiseResult): string {
  const mark = kept ? output.paint('green', '✓') : output.paint('red', '✗');
  const count = checks.length === 1 ? '1 check' : `${checks.length} checks`;
  const line = `${mark} ${promise} ${name.padEnd(24)} ${output.paint('dim', `${count}, ${(ms / 1_000).toFixed(2)} s`)}`;
  const facts = checks.flatMap(({ name: check, broken }) => [
    ...broken.slice(0, FACTS_SHOWN).map((fact) => `    ${check}: ${fact}`),
    ...(broken.length > FACTS_SHOWN ? [`    ${check}: and ${broken.length - FACTS_SHOWN} more`] : []),
  ]);
  return [line, ...facts].join('\n');
}
