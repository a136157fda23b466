import type { Command } from 'commander';
import type { Shell } from './shell.js';

/** What `<verb>.command.ts` exports: it adds arguments, options, subcommands and actions to its command. */
export interface VerbFile {
  define(command: Command, shell: Shell): void;
}

/** Every verb with what it does, in the order of a card's life. */
export const VERBS: Readonly<Record<string, string>> = {
  up: 'start everything: database, demo world, API, worker, pages',
  seed: 'build the demo world in an empty database',
  migrate: 'bring the database’s schema up to this version',
  'first-admin': 'make the first person of an installation that has nobody',
  code: 'the sign-in code of a demo person, now',
  products: 'what the cards sell',
  template: 'how cards are printed: layouts, previews, proofs',
  batch: 'request, approve, print, seal and release cards',
  house: 'print houses and their keys',
  bundle: 'cards encrypted to a print house, and the papers it sends back',
  approvals: 'what waits for a second person',
  stores: 'who sells the cards',
  ship: 'send cards to a store',
  receive: 'count a box of cards at its store',
  return: 'bring unsold cards back from a store',
  stock: 'what hangs in the stores, what lies in the warehouse',
  count: 'tell what a store counted on its pegs',
  block: 'stop cards that were lost, stolen or damaged',
  unblock: 'let blocked cards go on: two people',
  till: 'sell cards, undo sales: play a shop’s till',
  certify: 'prove a till’s integration against a sandbox: 22 cases and a report',
  preview: 'see what a PIN would do for a device',
  redeem: 'turn a PIN into device time',
  card: 'a card’s state and history',
  verify: 'prove the promises on the database',
  bench: 'measure speed beside the raw database',
};

/** Loaded only when its verb is asked for, so that `--help` is quick. */
export async function loadVerb(name: string): Promise<VerbFile> {
  return (await import(`./${name}.command.js`)) as VerbFile;
}
