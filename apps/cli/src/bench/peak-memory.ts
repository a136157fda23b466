import { readFileSync, readdirSync } from 'node:fs';

const LOOK_EVERY_MS = 20;
const KIB_A_MIB = 1_024;

/** Watches our child process whose command line names this file, and keeps the highest memory that the kernel saw of it. */
export class PeakMemory {
  private peakKib = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly entry: string) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** In MiB, once the child has ended. */
  end(): number {
    clearInterval(this.timer);
    return this.peakKib / KIB_A_MIB;
  }

  private look(): void {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const status = read(`/proc/${name}/status`);
      if (!new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)) continue;
      if (!read(`/proc/${name}/cmdline`).includes(this.entry)) continue;
      this.peakKib = Math.max(this.peakKib, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0));
    }
  }
}

/** Of a process that has just ended, nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
