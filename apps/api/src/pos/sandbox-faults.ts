import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { SandboxService } from '#lib/activation';
import type { TerminalIdentity } from '#lib/http';
import { Problem } from '#lib/kernel';
import type { FastifyReply } from 'fastify';

const STALL_MS = 120_000;
/** More are answered `busy`: who plays must not use up the connections of those who sell. */
const STALLS_MAX = 20;

/** Breaks the sale of the sandbox's cards that are there for it, and of no others. Nothing is sold by a broken call. */
@Injectable()
export class SandboxFaults implements BeforeApplicationShutdown {
  private readonly stalled = new Set<FastifyReply>();

  constructor(private readonly sandbox: SandboxService) {}

  /** Only for a sandbox's till: the shops' sales must not pay for this question. */
  async provoke(till: TerminalIdentity, cardIds: readonly bigint[], reply: FastifyReply): Promise<void> {
    const fault = await this.sandbox.faultOf(till, cardIds);
    if (fault === 'error_500') throw new Problem('internal', 'This card of the sandbox breaks its sale.');
    if (fault === 'stall') await this.stall(reply);
  }

  beforeApplicationShutdown(): void {
    for (const reply of this.stalled) reply.raw.destroy();
  }

  /** No answer, past every time-out of ours; then the connection is cut. Ends when the till hangs up. */
  private async stall(reply: FastifyReply): Promise<never> {
    if (this.stalled.size >= STALLS_MAX) throw new Problem('busy', undefined, { retryAfterS: 1 });
    reply.hijack(); // our own deadline would answer 503 in five seconds
    this.stalled.add(reply);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, STALL_MS).unref();
      reply.raw.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.stalled.delete(reply);
    throw new Problem('busy', 'The sandbox kept this sale waiting.', { retryAfterS: 1 });
  }
}
