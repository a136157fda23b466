import type { Command } from 'commander';
import type { Shell } from './shell.js';

/** What a verb's file exports: it adds arguments, options, subcommands and actions to its command. */
export interface VerbFile {
  define(command: Command, shell: Shell): void;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<VerbFile>;
}

/** Every verb, loaded only when it is asked for, so that `--help` is quick. In the order of a card's life. */
export const VERBS: readonly Verb[] = [
  verb('up', 'start everything: database, demo world, API, worker, pages', () => import('./up.command.js')),
  verb('seed', 'build the demo world in an empty database', () => import('./seed.command.js')),
  verb('migrate', 'bring the database’s schema up to this version', () => import('./migrate.command.js')),
  verb('products', 'what the cards sell', () => import('./products.command.js')),
  verb('batch', 'request, approve, print, seal and release cards', () => import('./batch.command.js')),
  verb('stores', 'who sells the cards', () => import('./stores.command.js')),
  verb('ship', 'send cards to a store', () => import('./ship.command.js')),
  verb('receive', 'count a box of cards at its store', () => import('./receive.command.js')),
  verb('till', 'sell cards, undo sales: play a shop’s till', () => import('./till.command.js')),
  verb('preview', 'see what a PIN would do for a device', () => import('./preview.command.js')),
  verb('redeem', 'turn a PIN into device time', () => import('./redeem.command.js')),
  verb('card', 'a card’s state and history', () => import('./card.command.js')),
  verb('verify', 'prove the promises on the database', () => import('./verify.command.js')),
  verb('bench', 'measure speed beside the raw database', () => import('./bench.command.js')),
];

function verb(name: string, summary: string, load: () => Promise<VerbFile>): Verb {
  return { name, summary, load };
}
