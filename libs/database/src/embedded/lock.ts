import { createServer } from 'node:net';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a lock that the kernel frees with the process, however that ends: a socket in Linux's abstract namespace, which
 * is no file. A file with a pid would lie as soon as the pid is used again, as happens in every container.
 * Answers nothing when another holds it.
 */
export async function takeLock(name: string): Promise<Lock | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path: `\0reup-${name}`, exclusive: true }, () => {
      server.unref(); // a lock keeps nobody running
      resolve({ release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}
