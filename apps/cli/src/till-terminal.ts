import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ONCE, OfflineQueue, type Signer, TillClient, openFileStore, openSigner } from '#lib/till-client';
import { homeOf, requireLoopback, whereabouts } from './api-client.js';
import type { Demo } from './demo-parts.js';
import { usage } from './exit.js';
import type { Output } from './output.js';
import type { Shell } from './shell.js';

export interface TerminalOptions {
  readonly terminal?: string;
  readonly keyId?: string;
  readonly privateKey?: string;
}

/** The till whose key was given, or one of the demo world's. The output says which. */
export async function openTill(command: Command, shell: Shell, output: Output): Promise<TillClient> {
  const { url, signer } = await whichTill(command, shell, output);
  return clientOf(url, signer, output);
}

/** As a till that hears nothing: what it sends arrives, the answer is thrown away, and nothing is repeated. */
export async function openDeafTill(command: Command, shell: Shell, output: Output): Promise<TillClient> {
  const { url, signer } = await whichTill(command, shell, output);
  const deaf: typeof fetch = async (...call) => {
    await (await fetch(...call)).text();
    throw new DOMException('the answer was thrown away', 'TimeoutError');
  };
  return new TillClient({ url, signer, repeating: ONCE, fetch: deaf });
}

/** The till with the sales it has written down, in the folder of the demo world under its key's name. */
export async function openTillQueue(command: Command, shell: Shell, output: Output): Promise<OfflineQueue> {
  const { url, signer, home } = await whichTill(command, shell, output);
  const store = await openFileStore(join(home, 'till-queue', signer.keyId));
  return OfflineQueue.open({ store, client: clientOf(url, signer, output) });
}

function clientOf(url: string, signer: Signer, output: Output): TillClient {
  return new TillClient({
    url,
    signer,
    onRepeat: ({ tryNumber, why }) => output.news(`no answer (${why}): sending the same key again, try ${tryNumber}`),
  });
}

async function whichTill(
  command: Command,
  shell: Shell,
  output: Output,
): Promise<{ readonly url: string; readonly signer: Signer; readonly home: string }> {
  const { url, demo, options } = await whereabouts(command, shell);
  const { keyId, privateKey, terminal } = command.optsWithGlobals<TerminalOptions>();
  if ((keyId === undefined) !== (privateKey === undefined)) throw usage('--key-id and --private-key go together');
  const signer =
    keyId !== undefined && privateKey !== undefined
      ? await signerOf(keyId, await pemIn(privateKey))
      : await demoSigner(demo, url, terminal, output);
  return { url, signer, home: homeOf(options, shell.env) };
}

async function demoSigner(
  demo: Demo | undefined,
  url: string,
  wanted: string | undefined,
  output: Output,
): Promise<Signer> {
  if (demo === undefined) {
    throw usage(
      'which till? Give --key-id and --private-key, or start the demo world with `npm start` (or name it: --home)',
    );
  }
  requireLoopback(url);
  const found =
    wanted === undefined
      ? demo.terminals[0]
      : demo.terminals.find(({ id, keyId }) => String(id) === wanted || keyId === wanted);
  if (found === undefined) {
    throw usage(`the demo world’s terminals are: ${demo.terminals.map(({ id }) => id).join(', ') || 'none'}`);
  }
  output.news(`at terminal ${found.id} of store ${found.storeId}`);
  return signerOf(found.keyId, found.privateKeyPem);
}

async function signerOf(keyId: string, pem: string): Promise<Signer> {
  try {
    return await openSigner(keyId, pem);
  } catch (error) {
    throw usage(`that is no till’s key: ${(error as Error).message}`);
  }
}

async function pemIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw usage(`${file} can’t be read: ${error.message}`);
  });
}
