import { open, writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type CountedUnit, type ShiftReport, enrolTill, makeTerminalKey } from '#lib/till-client';
import { whereabouts } from './api-client.js';
import { whole } from './arguments.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { money } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';
import { answerOf, stopIfDry } from './till-outcome.js';
import { openTill } from './till-terminal.js';

/** Makes a key, keeps it, and gives the public half for the office's code. */
export function defineEnrol(till: Command, shell: Shell): void {
  const enrol = till
    .command('enrol')
    .description('become a till: with the one-time code that the office shows')
    .argument('<code>', 'XXXX-XXXX, good for ten minutes')
    .requiredOption('--key-file <file>', 'where this till’s private key is written; must not exist yet')
    .action(async (code: string, { keyFile }: { keyFile: string }) => {
      const output = Output.of(enrol, shell);
      const { url } = await whereabouts(enrol, shell);
      stopIfDry(enrol, '/v1/pos/enrolments');
      const { privateKeyPem, publicKeyPem } = await makeTerminalKey();
      await keepKey(keyFile, privateKeyPem);
      const enrolled = answerOf(await enrolTill({ url }, { code, publicKey: publicKeyPem }));
      await output.result(enrolled, () => {
        const { name, store, retailer, keyId } = enrolled;
        return output.fields([
          ['till', name],
          ['store', store.name],
          ['retailer', retailer],
          ['key', keyId],
        ]);
      });
      output.next(`reup till check <serial> --key-id ${enrolled.keyId} --private-key ${keyFile}`);
    });
  examples(enrol, ['reup till enrol 7K2M-91QX --key-file till.pem']);
}

/** On the disk before it is sent, and over no other: a till whose answer was lost must still have its key. */
async function keepKey(path: string, privateKeyPem: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: Error) => {
    throw usage(`${path} can’t be written: ${error.message}`);
  });
  try {
    await file.writeFile(privateKeyPem);
  } finally {
    await file.close();
  }
}

/** A new key beside the present one; then, signing with it, the old one is retired. */
export function defineKey(till: Command, shell: Shell): void {
  const key = till.command('key').description('rotate this till’s key: add a new one, then retire the old one with it');
  const adding = key
    .command('add')
    .description('make a second key; both work until one is retired')
    .requiredOption('--key-file <file>', 'where the new private key is written; must not exist yet')
    .action(async ({ keyFile }: { keyFile: string }) => {
      const output = Output.of(adding, shell);
      stopIfDry(adding, '/v1/pos/keys');
      const client = await openTill(adding, shell, output);
      const { privateKeyPem, publicKeyPem } = await makeTerminalKey();
      await keepKey(keyFile, privateKeyPem);
      const added = answerOf(await client.addKey(publicKeyPem));
      await output.result(added, () => `The new key is ${added.keyId}.`);
      output.next(`reup till key retire <old key> --key-id ${added.keyId} --private-key ${keyFile}`);
    });
  const retiring = key
    .command('retire')
    .description('end a key of this till; never its only one')
    .argument('<keyId>', 'which')
    .action(async (keyId: string) => {
      const output = Output.of(retiring, shell);
      stopIfDry(retiring, `/v1/pos/keys/${keyId}`, 'DELETE');
      const found = answerOf(await (await openTill(retiring, shell, output)).retireKey(keyId));
      await output.result(found, () => `${keyId} signs no more.`);
    });
  examples(key, [
    'reup till key add --key-file new.pem',
    'reup till key retire till-1 --key-id till-1b --private-key new.pem',
  ]);
}

export function defineUnlock(till: Command, shell: Shell): void {
  const unlock = till
    .command('unlock')
    .description('a supervisor opens a till that sold too much too fast')
    .requiredOption('--supervisor-code <code>', 'of a supervisor of this store')
    .action(async ({ supervisorCode }: { supervisorCode: string }) => {
      const output = Output.of(unlock, shell);
      stopIfDry(unlock, '/v1/pos/unlock');
      const found = answerOf(await (await openTill(unlock, shell, output)).unlock(supervisorCode));
      await output.result(found, () => 'The till is unlocked.');
    });
  examples(unlock, ['reup till unlock --supervisor-code 4711']);
}

export function defineSlip(till: Command, shell: Shell): void {
  const slip = till
    .command('slip')
    .description('print the slip of a sale; from the second time on it says DUPLICATE')
    .argument('<key>', 'of the sale')
    .option('--tendered-minor <n>', 'the cash that was given, in cents', whole)
    .option('-o, --output <file>', 'as a PDF for an 80 mm printer')
    .action(async (key: string, { tenderedMinor, output: file }: { tenderedMinor?: number; output?: string }) => {
      const output = Output.of(slip, shell);
      stopIfDry(slip, `/v1/pos/activations/${key}/slips`);
      const client = await openTill(slip, shell, output);
      const printed = answerOf(await client.printSlip(key, tenderedMinor));
      if (file !== undefined) await writeFile(file, answerOf(await client.slipPdf(key, printed.copy)), { mode: 0o600 });
      await output.result(printed, () =>
        output.fields([
          ['copy', printed.duplicate ? `${printed.copy} DUPLICATE` : printed.copy],
          ['store', `${printed.retailer}, ${printed.store.name}`],
          ['product', printed.product],
          ['serial', printed.serial],
          ['total', money(printed.totalMinor, printed.currency)],
          ['change', printed.changeMinor === null ? null : money(printed.changeMinor, printed.currency)],
          ['authorization', printed.authorization],
        ]),
      );
    });
  examples(slip, ['reup till slip 0199f0c2-… --tendered-minor 5000 -o slip.pdf']);
}

export function defineShift(till: Command, shell: Shell): void {
  const shift = till.command('shift').description('a clerk’s drawer: open it, look at it, count and close it');
  const opening = shift
    .command('open')
    .description('open the drawer with its float')
    .requiredOption('--clerk <code>', 'whose')
    .requiredOption('--float-minor <n>', 'what lies in it, in cents', whole)
    .option('--code <code>', 'the clerk’s sign-in code')
    .option('--supervisor-code <code>', 'takes over a drawer that another clerk left open')
    .action(async (options: { clerk: string; floatMinor: number; code?: string; supervisorCode?: string }) => {
      const output = Output.of(opening, shell);
      stopIfDry(opening, '/v1/pos/shifts');
      const opened = answerOf(await (await openTill(opening, shell, output)).openShift(options));
      await output.result(opened, () => `The drawer of ${opened.clerkName} (${opened.clerk}) is open: ${opened.id}`);
    });
  const looking = shift
    .command('x')
    .description('the drawer as it stands; ends nothing')
    .action(async () => {
      const output = Output.of(looking, shell);
      const report = answerOf(await (await openTill(looking, shell, output)).xReport());
      await output.result(report, () => describeReport(output, report));
    });
  const closing = shift
    .command('close')
    .description('count the drawer without seeing what is expected, and close it')
    .option('--count <unit:count…>', 'coins and notes, in cents: 2000:7,500:2', countedUnits, [])
    .option('--reason <text>', 'why it differs')
    .option('--supervisor-code <code>', 'asked for when it differs by more than the limit')
    .action(async (options: { count: readonly CountedUnit[]; reason?: string; supervisorCode?: string }) => {
      const output = Output.of(closing, shell);
      stopIfDry(closing, '/v1/pos/shifts/current/close');
      const { count, reason, supervisorCode } = options;
      const more = { ...(reason && { reason }), ...(supervisorCode && { supervisorCode }) };
      const report = answerOf(await (await openTill(closing, shell, output)).closeShift({ counted: count, ...more }));
      await output.result(report, () => describeReport(output, report));
    });
  examples(shift, [
    'reup till shift open --clerk 17 --code 1717 --float-minor 10000',
    'reup till shift x',
    'reup till shift close --count 2000:7,500:2 --reason "a coin too few"',
  ]);
}

function countedUnits(text: string): CountedUnit[] {
  return text.split(',').map((one) => {
    const found = /^(\d{1,9}):(\d{1,6})$/.exec(one.trim());
    if (found === null) throw new InvalidArgumentError('Write it as 2000:7,500:2.');
    return { unitMinor: Number(found[1]), count: Number(found[2]) };
  });
}

function describeReport(output: Output, report: ShiftReport): Promise<string> {
  const { currency, drawer, sales } = report;
  const shown = (minor: number | null): string | null => (minor === null ? null : money(minor, currency));
  return output.fields([
    ['report', report.kind === 'z' ? `Z ${report.zNumber ?? ''}` : 'X'],
    ['clerk', `${report.clerk.name} (${report.clerk.code})`],
    ['sales', sales.count],
    ['opening', shown(drawer.openingMinor)],
    ['cash sales', shown(drawer.cashSalesMinor)],
    ['refunds', shown(drawer.refundsMinor)],
    ['paid in', shown(drawer.paidInMinor)],
    ['paid out', shown(drawer.paidOutMinor)],
    ['expected', shown(drawer.expectedMinor)],
    ['counted', shown(drawer.countedMinor)],
    ['over/short', shown(drawer.overShortMinor)],
  ]);
}
