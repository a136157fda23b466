import type { Shell } from './shell.js';

export interface Progress {
  /** How far it is; `total` may become known late. */
  at(done: number, total: number): void;
  end(): void;
}

export interface ProgressWords {
  readonly what: string;
  /** `cards`, `MiB` … */
  readonly unit: string;
}

const NEWS_EVERY_MS = 10_000;

/** A bar on a terminal; elsewhere a line now and then, so that a log shows life. */
export async function openProgress({ stderr }: Shell, { what, unit }: ProgressWords): Promise<Progress> {
  const startedAt = performance.now();
  if (stderr.isTTY !== true) return plainProgress(stderr, what, unit, startedAt);
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} {bar} {percentage} % · {value}/{total} ${unit}{pace}`,
      barCompleteChar: '▓',
      barIncompleteChar: '░',
      barsize: 24,
      formatValue: (value, _, type) => (type === 'percentage' ? String(value) : value.toLocaleString('en')),
      // Whoever is killed can't tidy up: the terminal's own settings stay as they are, signals too.
      hideCursor: false,
      linewrap: true,
      gracefulExit: false,
      stream: stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let first: number | undefined;
  return {
    at(done, total) {
      if (first === undefined) bar.start(total, done, { pace: '' });
      first ??= done;
      bar.setTotal(total);
      bar.update(done, { pace: paceOf(done - first, total - done, performance.now() - startedAt, unit) });
    },
    end: () => bar.stop(),
  };
}

function plainProgress(stderr: Shell['stderr'], what: string, unit: string, startedAt: number): Progress {
  let toldAt = startedAt;
  return {
    at(done, total) {
      const now = performance.now();
      if (now - toldAt < NEWS_EVERY_MS) return;
      toldAt = now;
      stderr.write(`${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}\n`);
    },
    end: () => {},
  };
}

/** ` · 12,345 cards/s · 8 s left`, once there is something to reckon with. */
function paceOf(done: number, left: number, ms: number, unit: string): string {
  if (done <= 0 || ms < 200) return '';
  const aSecond = (done * 1_000) / ms;
  const rate = aSecond < 10 ? aSecond.toFixed(1) : Math.round(aSecond).toLocaleString('en');
  return ` · ${rate} ${unit}/s · ${Math.ceil(left / aSecond)} s left`;
}
