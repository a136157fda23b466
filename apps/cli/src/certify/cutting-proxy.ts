import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What becomes of one connection. */
export type Cut =
  | { readonly kind: 'pass' }
  /** So many bytes of the answer come through, then both sides are cut; 0: the answer came and nobody hears of it. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** So many bytes of the question come through, then both sides are cut. */
  | { readonly kind: 'cut_question'; readonly afterBytes: number }
  /** Nothing of the question is passed on, and nothing is answered, until the caller hangs up. */
  | { readonly kind: 'swallow' }
  /** Nothing is passed on; the caller gets a page of some proxy in between. */
  | { readonly kind: 'status'; readonly status: number };

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Spoken to with TLS; the caller speaks plainly to us, on this machine. */
  readonly tls: boolean;
}

const PASS: Cut = { kind: 'pass' };

/** Stands between a till and the system and breaks the line where it is told to: each connection takes the next cut. */
export class CuttingProxy {
  private readonly cuts: Cut[] = [];
  private readonly open = new Set<Socket>();
  /** Bytes that the target has answered since the start, whatever of them came through. */
  answeredBytes = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: Target,
  ) {}

  static async listen(target: Target): Promise<CuttingProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new CuttingProxy(server, target);
    server.on('connection', (caller) => proxy.join(caller, proxy.cuts.shift() ?? PASS));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** For the next connections, one each; those after them pass. */
  plan(...cuts: readonly Cut[]): void {
    this.cuts.push(...cuts);
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(caller: Socket, cut: Cut): void {
    this.watch(caller);
    if (cut.kind === 'swallow') return void caller.resume().on('end', () => caller.destroy());
    if (cut.kind === 'status') return answerAlone(caller, cut.status);
    const far = this.reach();
    const hangUp = (): void => {
      caller.destroy();
      far.destroy();
    };
    forward(caller, far, cut.kind === 'cut_question' ? cut.afterBytes : Number.POSITIVE_INFINITY, hangUp);
    far.on('data', (bytes: Buffer) => (this.answeredBytes += bytes.length));
    forward(far, caller, cut.kind === 'cut' ? cut.afterBytes : Number.POSITIVE_INFINITY, hangUp);
    caller.on('close', () => far.destroy());
    // After a whole answer the caller's last bytes are still under way.
    far.on('close', (broke) => void (broke && caller.destroy()));
  }

  private reach(): Socket {
    const { host, port, tls } = this.target;
    const far = tls ? connectTls({ host, port, servername: host }) : connect({ host, port, allowHalfOpen: true });
    this.watch(far);
    return far;
  }

  private watch(socket: Socket): void {
    this.open.add(socket);
    socket.on('error', () => socket.destroy()); // a line that breaks is what we are for
    socket.on('close', () => this.open.delete(socket));
  }
}

/** Passes bytes on in order, up to a number of them; the one after it is never sent. */
function forward(from: Socket, to: Socket, bytesMax: number, hangUp: () => void): void {
  let left = bytesMax;
  from.on('data', (bytes: Buffer) => {
    if (bytes.length < left || left === Number.POSITIVE_INFINITY) {
      left -= bytes.length;
      to.write(bytes);
      return;
    }
    from.pause();
    if (left === 0) return hangUp();
    to.write(bytes.subarray(0, left), () => hangUp());
  });
  from.on('end', () => to.end());
}

/** As soon as the question begins: a gateway that fails does not read it either. */
function answerAlone(caller: Socket, status: number): void {
  const page = '<h1>Something broke</h1>';
  const head = [
    `HTTP/1.1 ${status} Broken`,
    'content-type: text/html',
    `content-length: ${page.length}`,
    'connection: close',
  ];
  caller.once('data', () => caller.end(`${head.join('\r\n')}\r\n\r\n${page}`));
}
