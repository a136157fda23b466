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
      format: `${what} {bar} {percentage} % · {value}/{total} ${unit} · {rate} · {eta_formatted} left`,
      barCompleteChar: '▓',
      barIncompleteChar: '░',
      barsize: 24,
      etaBuffer: 20,
      // Whoever is killed can't tidy up: the terminal's own settings stay as they are.
      hideCursor: null,
      linewrap: null,
      gracefulExit: false,
      stream: stderr,
      formatValue: (value, _, type) => (type === 'percentage' ? String(value) : value.toLocaleString('en')),
    },
    cliProgress.Presets.shades_classic,
  );
  let began = 0;
  let started = false;
  return {
    at(done, total) {
      if (!started) {
        started = true;
        began = done;
        bar.start(total, done, { rate: '' });
      }
      bar.setTotal(total);
      bar.update(done, { rate: rateOf(done - began, performance.now() - startedAt, unit) });
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

function rateOf(done: number, ms: number, unit: string): string {
  return ms < 200 ? '' : `${Math.round((done * 1_000) / ms).toLocaleString('en')} ${unit}/s`;
}
