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
  products: 'what the cards sell',
  batch: 'request, approve, print, seal and release cards',
  stores: 'who sells the cards',
  ship: 'send cards to a store',
  receive: 'count a box of cards at its store',
  till: 'sell cards, undo sales: play a shop’s till',
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
