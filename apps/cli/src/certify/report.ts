import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/kernel';
import type { CaseResult } from './cases.js';

/** What a retailer files: who was certified, where, when, and what was seen. */
export interface Certificate {
  readonly url: string;
  readonly retailer: string;
  readonly store: string;
  /** Names and ids of the tills that took part, and of the retailer with the other policy. */
  readonly tills: readonly string[];
  readonly startedAt: string;
  readonly tillTimeoutMs: number;
  readonly passed: boolean;
  readonly cases: readonly CaseResult[];
  /** SHA-256 of all the above, as canonical JSON: a copy that was changed shows it. */
  readonly digest: string;
}

export function certificateOf(facts: Omit<Certificate, 'passed' | 'digest'>): Certificate {
  const whole = { ...facts, passed: facts.cases.every(({ passed }) => passed) };
  return { ...whole, digest: createHash('sha256').update(canonicalJson(whole)).digest('hex') };
}

export function textReport(certificate: Certificate): string {
  const { cases } = certificate;
  const rows = cases.flatMap(({ id, name, passed, saw }) => [
    `${String(id).padStart(2)} ${passed ? 'PASS' : 'FAIL'}  ${name}`,
    ...saw.split(' · ').map((step) => `          ${step}`),
  ]);
  return [
    'Certification of a till’s integration with Re-Up',
    '',
    ...factsOf(certificate).map(([name, value]) => `${name.padEnd(12)}${value}`),
    '',
    ...rows,
    '',
  ].join('\n');
}

/** One page that needs nothing else: opened in a browser, printed, filed. */
export function htmlReport(certificate: Certificate): string {
  const facts = factsOf(certificate).map(
    ([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`,
  );
  const rows = certificate.cases.map(({ id, name, passed, saw }) => {
    const steps = saw
      .split(' · ')
      .map((step) => `<li${step.startsWith('WRONG') ? ' class="wrong"' : ''}>${escape(step)}</li>`);
    const verdict = passed ? '<td class="pass">pass</td>' : '<td class="fail">FAIL</td>';
    return `<tr><td>${id}</td>${verdict}<td><strong>${escape(name)}</strong><ul>${steps.join('')}</ul></td></tr>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Till certification: ${escape(certificate.retailer)}</title>
<style>${STYLE}</style></head><body>
<h1>Certification of a till’s integration with Re-Up</h1>
<table class="facts">${facts.join('')}</table>
<table class="cases"><thead><tr><th>No.</th><th>Result</th><th>Case, and what was seen</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
<p class="sign">For the retailer: ______________________ &nbsp; Date: ______________</p>
</body></html>
`;
}

const STYLE = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}th{text-align:left;vertical-align:top}
.facts th{width:9rem}.facts td{overflow-wrap:anywhere}.cases{margin-top:1.5rem}
.cases td,.cases th{border-top:1px solid #999;padding:.4rem .6rem;vertical-align:top}
.cases ul{margin:.2rem 0 0;padding-left:1.1rem;color:#333;overflow-wrap:anywhere}.pass{color:#14632a}
.fail,.wrong{color:#a4161a;font-weight:700}.sign{margin-top:3rem}
@media print{body{margin:0;font-size:11px}.cases tr{break-inside:avoid}}`;

function factsOf(certificate: Certificate): readonly (readonly [name: string, value: string])[] {
  const { url, retailer, store, tills, startedAt, tillTimeoutMs, passed, cases, digest } = certificate;
  const kept = cases.filter((one) => one.passed).length;
  return [
    ['Result', passed ? `PASSED: all ${cases.length} cases` : `FAILED: ${kept} of ${cases.length} cases passed`],
    ['Retailer', retailer],
    ['Store', store],
    ['Tills', tills.join(', ')],
    ['System', url],
    ['When', startedAt],
    ['Till waits', `${tillTimeoutMs / 1_000} s for an answer, then repeats the same key twice`],
    ['SHA-256', digest],
  ];
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
