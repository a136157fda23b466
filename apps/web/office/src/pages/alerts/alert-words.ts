import type { AlertDto } from '../../api/index.js';

type Rule = AlertDto['rule'];

/** What each rule of tills and clerks found, as people say it. */
export const RULE_WORDS: Readonly<Record<Rule, string>> = {
  'till.burst': 'A till sells very fast',
  'clerk.rate': 'A clerk undoes unusually many sales',
  'clerk.reverse': 'PINs tried on cards whose sale was undone',
  'swap.scan': 'A sold card was scanned again in its shop',
  'retailer.credit': 'A retailer’s credit is nearly used up',
  'match.unrung': 'Cash and cards do not match',
  'terminal.network': 'A till calls from a new network',
};

export const RULES = Object.keys(RULE_WORDS) as readonly Rule[];

/** The rule of the address's filter, if it is one. */
export function ruleIn(text: string | undefined): Rule | undefined {
  return RULES.find((rule) => rule === text);
}

/** `{sales: 9, undone: 4}` → `Sales 9 · Undone 4` */
export function factsInWords(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${nameInWords(name)} ${String(value)}`)
    .join(' · ');
}

function nameInWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
