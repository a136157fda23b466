import { type Command, Option } from 'commander';
import {
  type CheckAnswer,
  type Sale,
  type SaleAnswer,
  type StatusAnswer,
  type TillClient,
  clerkWords,
  newSaleKey,
  slipSerial,
} from '#lib/till-client';
import { positive } from './arguments.js';
import { confirm } from './ask.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT } from './exit.js';
import { money } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';
import { defineEnrol, defineKey, defineShift, defineSlip, defineUnlock } from './till-life.js';
import { answerOf } from './till-outcome.js';
import { defineForward, defineQueue, defineStore } from './till-queue.js';
import { openDeafTill, openTill } from './till-terminal.js';

export function define(till: Command, shell: Shell): void {
  till
    .addOption(new Option('--terminal <id>', 'which till of the demo world; the first when left out'))
    .addOption(new Option('--key-id <id>', 'another till: the name of its key'))
    .addOption(new Option('--private-key <file>', 'and its private key (PKCS #8 PEM)'));
  defineCheck(till, shell);
  defineSell(till, shell);
  defineStatus(till, shell);
  defineReverse(till, shell);
  defineVoid(till, shell);
  defineStore(till, shell);
  defineForward(till, shell);
  defineQueue(till, shell);
  defineShift(till, shell);
  defineSlip(till, shell);
  defineUnlock(till, shell);
  defineEnrol(till, shell);
  defineKey(till, shell);
  examples(till, [
    'reup till check 9700011700000007',
    'reup till sell 9700011700000007',
    'reup till status 0199f0c2-…     what became of a sale whose answer was lost',
    'reup till reverse 0199f0c2-…    give the money back',
    'reup till void 0199f0c2-… --reason "wrong card"',
    'reup till store 9700011700000007 --amount-minor 3000   sell without a line',
    'reup till forward               send what was sold without a line',
  ]);
}

function defineCheck(till: Command, shell: Shell): void {
  const check = till
    .command('check')
    .description('may this card be sold here, and for how much')
    .argument('<code>', 'the scan, or the serial')
    .action(async (code: string) => {
      const output = Output.of(check, shell);
      const card = answerOf(await (await openTill(check, shell, output)).check(code));
      await output.result(card, () => describeCheck(output, card));
      if (card.sellable) output.next(`reup till sell ${card.serial}`);
    });
  examples(check, ['reup till check 9700011700000007', "reup till check ']e001…21…'"]);
}

interface SellOptions {
  readonly amountMinor?: number;
  readonly currency?: string;
  readonly key?: string;
  readonly receipt?: string;
  readonly clerk?: string;
  readonly dryRun?: boolean;
  readonly dropAnswer?: boolean;
}

function defineSell(till: Command, shell: Shell): void {
  const sell = till
    .command('sell')
    .description('sell a card for cash that is in the drawer')
    .argument('<code>', 'the scan, or the serial')
    .option('--amount-minor <n>', 'what was paid, in cents; the card’s price when left out', positive)
    .option('--currency <code>', 'of the amount; the card’s when left out')
    .option('--key <key>', 'repeat the sale of this key')
    .option('--receipt <number>', 'the shop’s receipt')
    .option('--clerk <code>', 'whose open shift it belongs to')
    .option('--drop-answer', 'send it, and throw the answer away: as when the line breaks')
    .action(async (code: string, options: SellOptions) => {
      const output = Output.of(sell, shell);
      const client = await openTill(sell, shell, output);
      const { dryRun } = sell.optsWithGlobals<SellOptions>();
      const sale = await saleOf(client, output, code, options);
      const key = options.key ?? newSaleKey();
      if (dryRun === true) throw wouldSend('/v1/pos/activations', { key, ...sale });
      output.news(`key ${key}`);
      const seller = options.dropAnswer === true ? await openDeafTill(sell, shell, output) : client;
      const outcome = await seller.sell(key, sale);
      if (outcome.kind === 'unknown' && outcome.reached) tellWhatNext(output, outcome.words, code, key);
      const sold = answerOf(outcome, money(sale.amountMinor, sale.currency));
      if (outcome.kind === 'done' && outcome.replayed) output.news('This key was sold before: the same slip again.');
      await output.result(sold, () => slip(output, sold));
      output.next(`reup redeem <device> --serial ${sold.serial}`, `reup card ${sold.serial}`);
    });
  examples(sell, [
    'reup till sell 9700011700000007',
    'reup till sell 9700011700000007 --amount-minor 3000 --currency USD --receipt R-000183',
    'reup till sell 9700011700000007 --key 0199f0c2-…   repeat one whose answer was lost',
    'reup till sell 9700011700000007 --drop-answer      lose one on purpose',
  ]);
}

/** Without a price, or without its currency, the till asks for them first. */
async function saleOf(client: TillClient, output: Output, code: string, options: SellOptions): Promise<Sale> {
  const { receipt, clerk } = options;
  let { amountMinor, currency } = options;
  if (amountMinor === undefined || currency === undefined) {
    const card = answerOf(await client.check(code));
    amountMinor ??= card.amountMinor;
    currency ??= card.currency;
    const months = card.months === 1 ? '1 month' : `${card.months} months`;
    output.news(`${months} · ${money(card.amountMinor, card.currency)}`);
  }
  return {
    code,
    amountMinor,
    currency,
    ...(receipt === undefined ? {} : { receipt }),
    ...(clerk === undefined ? {} : { clerk }),
  };
}

/** The one moment when a person must choose. */
function tellWhatNext(output: Output, words: string, code: string, key: string): void {
  output.news(words);
  output.next(
    `reup till status ${key}  what became of it`,
    `reup till sell '${code}' --key ${key}  wait: the same again`,
    `reup till reverse ${key}  give the money back`,
  );
}

function defineStatus(till: Command, shell: Shell): void {
  const status = till
    .command('status')
    .description('what became of a sale')
    .argument('<key>', 'its key')
    .action(async (key: string) => {
      const output = Output.of(status, shell);
      const found = answerOf(await (await openTill(status, shell, output)).status(key));
      await output.result(found, () => describeKey(output, found));
    });
  examples(status, ['reup till status 0199f0c2-…']);
}

function defineReverse(till: Command, shell: Shell): void {
  const reverse = till
    .command('reverse')
    .description('the money goes back: undo the sale of this key, or forbid it if it comes late')
    .argument('<key>', 'its key')
    .action(async (key: string) => {
      const output = Output.of(reverse, shell);
      const client = await openTill(reverse, shell, output);
      if (isDry(reverse)) throw wouldSend(`/v1/pos/activations/${key}/reversal`);
      const found = answerOf(await client.reverse(key));
      await output.result(found, () => describeKey(output, found));
    });
  examples(reverse, ['reup till reverse 0199f0c2-…']);
}

function defineVoid(till: Command, shell: Shell): void {
  const voiding = till
    .command('void')
    .description('take a card back at the counter, its panel untouched: ends the card')
    .argument('<key>', 'the key of its sale')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--supervisor-code <code>', 'when the clerk’s own time to void is over')
    .option('--yes', 'without asking')
    .action(async (key: string, options: { reason: string; supervisorCode?: string; yes?: boolean }) => {
      const output = Output.of(voiding, shell);
      const client = await openTill(voiding, shell, output);
      const { reason, supervisorCode, yes } = options;
      if (isDry(voiding)) throw wouldSend(`/v1/pos/activations/${key}/void`, { reason });
      await confirm(shell, { yes, warning: 'The card can never be sold or used again.', typed: 'void' });
      const request = { reason, ...(supervisorCode === undefined ? {} : { supervisorCode }) };
      const found = answerOf(await client.void(key, request));
      await output.result(found, () => describeKey(output, found));
      if (found.serial !== undefined) output.next(`reup card ${found.serial}`);
    });
  examples(voiding, ['reup till void 0199f0c2-… --reason "wrong card taken"']);
}

function isDry(command: Command): boolean {
  return command.optsWithGlobals<{ dryRun?: boolean }>().dryRun === true;
}

function wouldSend(path: string, body?: object): CommandEnd {
  return new CommandEnd(EXIT.done, `would send POST ${path}`, { method: 'POST', path, ...(body ? { body } : {}) });
}

async function slip(output: Output, sale: SaleAnswer): Promise<string> {
  const months = sale.months === 1 ? '1 month' : `${sale.months} months`;
  const lines = await output.fields([
    ['serial', slipSerial(sale.serial)],
    ['price', money(sale.amountMinor, sale.currency)],
    ['authorization', sale.authorization],
    ['business date', sale.businessDate],
    ['activated at', sale.activatedAt],
    ['key', sale.key],
  ]);
  return `${output.paint('green', 'SOLD')}  ${months}\n${lines}\nThe PIN is under the panel of the card.`;
}

async function describeCheck(output: Output, card: CheckAnswer): Promise<string> {
  const verdict = card.sellable
    ? output.paint('green', 'READY')
    : output.paint('red', `DO NOT SELL  ${card.code ?? ''}: ${clerkWords(card.code ?? '')}`);
  const lines = await output.fields([
    ['serial', card.serial],
    ['months', card.months],
    ['price', money(card.amountMinor, card.currency)],
  ]);
  return `${verdict}\n${lines}`;
}

function describeKey(output: Output, found: StatusAnswer): Promise<string> {
  const { key, state, serial, months, amountMinor, currency, authorization, businessDate } = found;
  return output.fields([
    ['key', key],
    ['state', state],
    ['serial', serial === undefined ? undefined : slipSerial(serial)],
    ['months', months],
    ['price', amountMinor === undefined || currency === undefined ? undefined : money(amountMinor, currency)],
    ['authorization', authorization],
    ['business date', businessDate],
  ]);
}
