import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has Debian's `redis-server`. Where it has not, the run says so in a line that can be looked for. */
export function hasRedisServer(): boolean {
  const found = spawnSync('redis-server', ['--version']).status === 0;
  if (!found) process.stderr.write('\nSKIPPED: redis-server is missing\n');
  return found;
}

/** A Redis of the test's own, on a free port, that can be killed and started again with what it wrote. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    /** Its append-only file is in there. */
    readonly folder: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'reup-redis-')));
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];
    const started = spawn('redis-server', [...settings, ...durable], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = started;
    let said = '';
    for await (const text of started.stdout!.setEncoding('utf8')) {
      said += text as string;
      if (said.includes('Ready to accept connections')) break;
    }
    started.stdout!.destroy();
  }

  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (process === undefined) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
