import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a start gave: a server, or a refusal. */
export interface StartAnswer {
  readonly url: string;
  readonly owned: boolean;
  readonly pid: number;
  readonly code?: string;
  readonly line?: string;
}

export interface DatabaseProcess {
  readonly pid: number;
  start(): Promise<StartAnswer>;
  stop(): Promise<void>;
  /** Lets it end by itself, and answers its exit code: nothing it opened may keep it. */
  end(): Promise<number | null>;
  kill(): Promise<void>;
}

export interface DatabaseProcessOptions {
  readonly folder: string;
  /** Where `dist` and `node_modules` are. */
  readonly home?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** A command that runs another one, such as `unshare`. */
  readonly within?: readonly string[];
}

const CHECKOUT = join(import.meta.dirname, '../..');

const SCRIPT = `
const [module, folder] = process.argv.slice(1);
const { startEmbeddedPostgres } = await import(module);
let server;
const orders = {
  async start() {
    try {
      server = await startEmbeddedPostgres({ folder, profile: 'durable' });
      return { url: server.url, owned: server.owned, pid: server.pid };
    } catch (refusal) {
      return { code: refusal.code, line: refusal.message };
    }
  },
  stop: () => server.stop(),
};
process.on('message', async (order) => process.send((await orders[order]()) ?? {}));
`;

/** Another process of plain Node that starts and stops the embedded database from the built code. */
export function databaseProcess(options: DatabaseProcessOptions): DatabaseProcess {
  const { folder, home = CHECKOUT, user = {}, within = [] } = options;
  const module = join(home, 'dist/libs/database/src/embedded/index.js');
  const node = [process.execPath, '--input-type=module', '--eval', SCRIPT, module, folder];
  const [command = '', ...rest] = [...within, ...node];
  const child = spawn(command, rest, { cwd: home, ...user, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return {
    pid: child.pid ?? -1,
    start: () => order(child, 'start') as Promise<StartAnswer>,
    stop: async () => void (await order(child, 'stop')),
    end: async () => {
      child.disconnect();
      return (await exited)[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function order(child: ChildProcess, word: 'start' | 'stop'): Promise<unknown> {
  const answer = Promise.race([
    once(child, 'message').then(([message]) => message as unknown),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code} instead of an answer`))),
  ]);
  child.send(word);
  return answer;
}
