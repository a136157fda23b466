import { Injectable } from '@nestjs/common';

/** Tells this process's drain that something was committed, so that nobody waits for its next look. Others' drains just look. */
@Injectable()
export class OutboxWake {
  private readonly sleepers = new Set<() => void>();

  /** Call it after the commit. */
  now(): void {
    this.sleepers.forEach((wake) => wake());
  }

  /** Resolves when woken, or after so long. */
  async sleep(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.sleepers.add(wake);
    });
  }
}
