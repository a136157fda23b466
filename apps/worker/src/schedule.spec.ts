import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type Regular, Schedule } from './schedule.js';

/** A work that is at it until it is let go. */
class Slow implements Regular {
  readonly name = 'slow';
  readonly everyMs = 1_000;
  begun = 0;
  signal: AbortSignal | undefined;
  private ends: (() => void)[] = [];

  work(signal: AbortSignal): Promise<void> {
    this.begun++;
    this.signal = signal;
    return new Promise((resolve) => this.ends.push(resolve));
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    await jest.advanceTimersByTimeAsync(0);
  }
}

describe('the schedule', () => {
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('works at the start and at every time after it, never twice at once', async () => {
    const slow = new Slow();
    const schedule = new Schedule([slow]);
    schedule.onApplicationBootstrap();
    expect(slow.begun).toBe(1);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(slow.begun).toBe(1);
    await slow.end();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(slow.begun).toBe(2);
    const stopped = schedule.beforeApplicationShutdown();
    await slow.end();
    await stopped;
  });

  it('goes on after a failure', async () => {
    let begun = 0;
    const work = (): Promise<void> => {
      begun++;
      return Promise.reject(new Error('the database is away'));
    };
    const schedule = new Schedule([{ name: 'failing', everyMs: 1_000, work }]);
    schedule.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(begun).toBe(2);
    await schedule.beforeApplicationShutdown();
  });

  it('stops: tells the work, waits for it, and begins nothing more', async () => {
    const slow = new Slow();
    const schedule = new Schedule([slow]);
    schedule.onApplicationBootstrap();
    let stopped = false;
    const stop = schedule.beforeApplicationShutdown().then(() => {
      stopped = true;
    });
    await jest.advanceTimersByTimeAsync(5_000);
    expect([slow.signal?.aborted, stopped, slow.begun]).toEqual([true, false, 1]);
    await slow.end();
    await stop;
    expect(stopped).toBe(true);
  });
});
