import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { requireLoopback, whereabouts } from './api-client.js';
import { whole } from './arguments.js';
import { type CaseResult, playCases } from './certify/cases.js';
import { CuttingProxy } from './certify/cutting-proxy.js';
import { hostOf, portOf } from './certify/exchange.js';
import { certificateOf, htmlReport, textReport } from './certify/report.js';
import { Scene } from './certify/scene.js';
import { type TillOptions, openTills, signersOf } from './certify/tills.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, unreachable, usage } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface CertifyOptions extends TillOptions {
  readonly tillTimeout: number;
  readonly report?: string;
}

/** As a till of ours waits (design §8). */
const TILL_TIMEOUT_S = 6;
const NEVER_ANSWERED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

export function define(certify: Command, shell: Shell): void {
  certify
    .option('--key-id <id>', 'a till of the sandbox: the name of its key; the demo world’s when left out')
    .option('--private-key <file>', 'and its private key (PKCS #8 PEM)')
    .option('--second-key-id <id>', 'a second till of the same store')
    .option('--second-private-key <file>', 'and its private key')
    .option('--other-key-id <id>', 'a till of a sandbox retailer with the other receiving policy, if there is one')
    .option('--other-private-key <file>', 'and its private key')
    .option('--commission-bp <n>', 'the retailer’s commission, for its day file, in hundredths of a percent', whole)
    .option('--till-timeout <seconds>', 'how long the till waits where it is kept waiting', seconds, TILL_TIMEOUT_S)
    .option('--report <file>', 'write the report to file: .html to print, or .txt')
    .action(() => run(certify, shell));
  examples(certify, [
    'reup certify                              the demo world’s sandbox',
    'reup certify --report certificate.html',
    'reup certify --url https://re-up.example --key-id a --private-key a.pem --second-key-id b --second-private-key b.pem',
  ]);
}

async function run(certify: Command, shell: Shell): Promise<void> {
  const output = Output.of(certify, shell);
  const options = certify.opts<CertifyOptions>();
  const { url, demo } = await whereabouts(certify, shell);
  requireReportName(options.report);
  const signers = await signersOf(options, () => {
    if (demo !== undefined) requireLoopback(url);
    return demo?.sandbox;
  });
  const base = new URL(url);
  const tills = await openTills(base, signers).catch(explain(url));
  const proxy = await CuttingProxy.listen({ host: hostOf(base), port: portOf(base), tls: base.protocol === 'https:' });
  const startedAt = new Date().toISOString();
  const tillTimeoutMs = Math.round(options.tillTimeout * 1_000);
  const scene = new Scene({ ...tills, proxy, tillTimeoutMs, commissionBp: signers.commissionBp });
  const cases = await playCases(scene, (result) => output.news(line(output, result)));
  await proxy.close();
  const { retailer, storeName } = tills.first.facts;
  const names = Object.values(tills).map(({ facts, signer }) => `${facts.name} (${signer.keyId}, ${facts.retailer})`);
  const facts = { url, retailer, store: storeName, tills: names, startedAt, tillTimeoutMs, cases };
  const certificate = certificateOf(facts);
  if (options.report !== undefined) {
    const write = options.report.endsWith('.html') ? htmlReport : textReport;
    await writeFile(options.report, write(certificate));
    output.news(`report: ${options.report}`);
  }
  await output.result(certificate, () => textReport(certificate).trimEnd());
  if (certificate.passed) return;
  const failed = cases.filter(({ passed }) => !passed).map(({ id }) => id);
  throw new CommandEnd(EXIT.difference, `not certified: case ${failed.join(', ')}`);
}

function line(output: Output, { id, name, passed }: CaseResult): string {
  return `${passed ? output.paint('green', '✓') : output.paint('red', '✗')} ${String(id).padStart(2)} ${name}`;
}

function seconds(text: string): number {
  const found = Number(text);
  if (!(found >= 0.2 && found <= 60)) throw new InvalidArgumentError('It must be 0.2 to 60 seconds.');
  return found;
}

function requireReportName(report: string | undefined): void {
  if (report !== undefined && !/\.(html|txt)$/.test(report)) throw usage('--report must end in .html or .txt');
}

/** Nothing has been tried yet: say plainly why not. */
function explain(url: string) {
  return (error: Error & { readonly code?: string }): never => {
    if (error.name === 'TimeoutError' || NEVER_ANSWERED.has(error.code ?? '')) {
      throw unreachable(`${url} can’t be reached (${error.code ?? error.message})`);
    }
    throw error;
  };
}
