import { Problem, invariant } from '#lib/kernel';
import { RunAgain, asProblem, failureOf } from './database-error.js';
import type { HotConnection } from './hot-connection.js';
import type { Tx } from './tx.js';

/** What a group came to: an answer for each command in order, and writes already sent but not waited for. */
export interface GroupResult<Answer> {
  readonly answers: readonly Answer[];
  readonly writes: readonly Promise<unknown>[];
}

/**
 * Serves a list of commands in one transaction. Its first reads travel with BEGIN, its writes with COMMIT: so it may
 * wait for what it reads, must not wait for what it writes, and leaves every check of a write to SQL.
 */
export type GroupWork<Command, Answer> = (tx: Tx, commands: readonly Command[]) => Promise<GroupResult<Answer>>;

export interface GroupLimits {
  readonly groupSizeMax: number;
  readonly groupsUnderWayMax: number;
  /** Commands that may wait; one more is refused `busy`. */
  readonly waitingMax: number;
  /** A command that waited longer is refused `busy`: its caller has given up. */
  readonly waitMsMax: number;
}

export const GROUP_LIMITS: GroupLimits = {
  groupSizeMax: 64,
  groupsUnderWayMax: 2,
  waitingMax: 5_000,
  waitMsMax: 3_000,
};

/** How often a group may run again after a deadlock. */
const RUNS_MAX = 4;

interface Waiting<Command, Answer> {
  readonly command: Command;
  readonly sinceMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How a group gets and gives back a connection of its own slot. */
export interface HotSlots {
  take(slot: number): Promise<HotConnection>;
  discard(slot: number): Promise<void>;
}

/**
 * Commands that arrive while a group is under way share the next one, so a busy hour pays for one commit per group and
 * a quiet one waits for nobody (design §6).
 */
export class Grouped<Command, Answer> {
  private readonly waiting: Waiting<Command, Answer>[] = [];
  private readonly freeSlots: number[];
  private starting = false;

  constructor(
    private readonly slots: HotSlots,
    private readonly work: GroupWork<Command, Answer>,
    private readonly limits: GroupLimits = GROUP_LIMITS,
  ) {
    this.freeSlots = Array.from({ length: limits.groupsUnderWayMax }, (_, slot) => slot);
  }

  run(command: Command): Promise<Answer> {
    if (this.waiting.length >= this.limits.waitingMax) return Promise.reject(busy('the queue is full'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ command, sinceMs: performance.now(), resolve, reject });
      this.startSoon();
    });
  }

  /** All arrivals of one turn of the event loop travel together. */
  private startSoon(): void {
    if (this.starting) return;
    this.starting = true;
    setImmediate(() => {
      this.starting = false;
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.waiting.length > 0 && this.freeSlots.length > 0) {
      const group = this.takeGroup();
      if (group.length === 0) continue;
      const slot = this.freeSlots.pop()!;
      void this.serve(slot, group).finally(() => {
        this.freeSlots.push(slot);
        this.startNext();
      });
    }
  }

  private takeGroup(): Waiting<Command, Answer>[] {
    const now = performance.now();
    const group = this.waiting.splice(0, this.limits.groupSizeMax);
    const late = group.filter(({ sinceMs }) => now - sinceMs > this.limits.waitMsMax);
    if (late.length === 0) return group;
    for (const { reject } of late) reject(busy('waited too long'));
    return group.filter((one) => !late.includes(one));
  }

  private async serve(slot: number, group: readonly Waiting<Command, Answer>[]): Promise<void> {
    try {
      const answers = await this.runAgainOnDeadlock(slot, group);
      group.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      if (group.length > 1 && failureOf(error) === 'integrity') {
        for (const one of group) await this.serve(slot, [one]); // a poisoned command harms only itself
        return;
      }
      for (const { reject } of group) reject(asProblem(error));
    }
  }

  private async runAgainOnDeadlock(
    slot: number,
    group: readonly Waiting<Command, Answer>[],
  ): Promise<readonly Answer[]> {
    for (let run = 1; ; run++) {
      try {
        return await this.runOnce(
          slot,
          group.map(({ command }) => command),
        );
      } catch (error) {
        // Alone, a command that lost a race for a unique key finds on its next run what the winner wrote.
        const again = failureOf(error) === 'again' || (failureOf(error) === 'integrity' && group.length === 1);
        if (!again || run === RUNS_MAX) throw error;
      }
    }
  }

  private async runOnce(slot: number, commands: readonly Command[]): Promise<readonly Answer[]> {
    const connection = await this.slots.take(slot);
    let committing = false;
    const begun = connection.command('BEGIN');
    begun.catch(() => undefined);
    try {
      const { answers, writes } = await this.work(connection, commands);
      invariant(answers.length === commands.length, 'a group must answer every command');
      committing = true;
      const committed = connection.command('COMMIT');
      committed.catch(() => undefined);
      await allOf([begun, ...writes]);
      // In a pipeline a failed statement turns COMMIT into ROLLBACK without an error of its own.
      if ((await committed) !== 'COMMIT') throw new Error('the group was rolled back');
      return answers;
    } catch (error) {
      await this.leave(slot, connection, error);
      // A connection that was dead before COMMIT was sent has done nothing: the next one may do it.
      throw !committing && failureOf(error) === 'connection'
        ? new RunAgain('the connection was lost before the commit')
        : error;
    }
  }

  private async leave(slot: number, connection: HotConnection, error: unknown): Promise<void> {
    if (!connection.usable || failureOf(error) === 'connection') return this.slots.discard(slot);
    await connection.command('ROLLBACK').catch(() => this.slots.discard(slot));
  }
}

/** Waits for every write and throws what the first one threw: the ones after it only say that the transaction is aborted. */
async function allOf(writes: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function busy(why: string): Problem {
  return new Problem('busy', undefined, { retryAfterS: 1, internal: { why } });
}
