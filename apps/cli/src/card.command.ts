import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { serial } from './arguments.js';
import { examples } from './examples.js';
import type { CardView } from './office-views.js';
import { type Colour, Output } from './output.js';
import type { Shell } from './shell.js';

export function define(card: Command, shell: Shell): void {
  card.argument('<serial>', 'the 16 digits under the barcode', serial).action(async (wanted: string) => {
    const output = Output.of(card, shell);
    const office = await openOffice(card, shell, output, 'support', 'reviewer');
    const found = await office.get<CardView>(`/v1/office/cards/${wanted}`);
    await output.result(found, () => timeLine(output, found));
    output.next(...nextOf(found));
  });
  examples(card, ['reup card 9700011700000007', 'reup card 9700011700000007 --json']);
}

const COLOURS: Readonly<Record<string, Colour>> = {
  activate: 'green',
  redeem: 'green',
  void: 'red',
  reverse: 'yellow',
  reverse_late: 'red',
  block: 'red',
  hold: 'yellow',
  expire: 'red',
  spoil: 'red',
};

/** What happened to it, and who tried its PIN, in the order of time. */
async function timeLine(output: Output, card: CardView): Promise<string> {
  const { serial: number, state, months, batchId, storeId, sellBy } = card;
  const head = await output.fields([
    ['card', number.replace(/(\d{4})(?=\d)/g, '$1 ')],
    ['state', state],
    ['months', months],
    ['batch', batchId],
    ['store', storeId],
    ['sell by', sellBy],
  ]);
  const events = card.history.map(({ at, event, actor, storeId: where, cards = 1, detail }) => {
    const facts = [
      actor,
      where === null || where === undefined ? '' : `store ${where}`,
      cards > 1 ? `with ${(cards - 1).toLocaleString('en')} others` : '',
      detail === null || detail === undefined ? '' : Object.entries(detail).map(factOf).join(', '),
    ];
    return { at, what: event, colour: COLOURS[event], facts };
  });
  const tries = (card.attempts ?? []).map(({ at, verb, channel, reason }) => {
    return { at, what: `PIN tried`, colour: undefined, facts: [`${verb} by ${channel}`, reason ?? ''] };
  });
  const lines = [...events, ...tries].sort((a, b) => a.at.localeCompare(b.at));
  const width = Math.max(0, ...lines.map(({ what }) => what.length));
  const shown = lines.map(({ at, what, colour, facts }) => {
    const name = what.padEnd(width);
    const told = facts.filter((fact) => fact !== '').join(' · ');
    return `${output.paint('dim', at)}  ${colour === undefined ? name : output.paint(colour, name)}  ${told}`.trimEnd();
  });
  return [head, '', ...shown].join('\n');
}

function factOf([name, value]: [string, unknown]): string {
  return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** The next command in a card's life. */
function nextOf({ serial: number, state, batchId }: CardView): string[] {
  switch (state) {
    case 'minted':
    case 'printed':
      return batchId === undefined ? [] : [`reup batch show ${batchId}`];
    case 'in_store':
      return [`reup till sell ${number}`];
    case 'active':
      return [`reup redeem <device> --serial ${number}`];
    default:
      return [];
  }
}
