import type { Shell } from './shell.js';

export interface Progress {
  /** How far it is; `total` may become known late. Who does the work may know its pace better than who watches. */
  at(done: number, total: number, pace?: KnownPace): void;
  end(): void;
}

export interface KnownPace {
  readonly ratePerS?: number | null | undefined;
  readonly leftS?: number | null | undefined;
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
    at(done, total, known) {
      if (first === undefined) bar.start(total, done, { pace: '' });
      first ??= done;
      bar.setTotal(total);
      const pace = known?.ratePerS ? known : paceOf(done - first, total - done, performance.now() - startedAt);
      bar.update(done, { pace: inWords(pace, unit) });
    },
    end: () => bar.stop(),
  };
}

function plainProgress(stderr: Shell['stderr'], what: string, unit: string, startedAt: number): Progress {
  let toldAt = startedAt;
  let first: number | undefined;
  return {
    at(done, total, known) {
      first ??= done;
      const now = performance.now();
      if (now - toldAt < NEWS_EVERY_MS) return;
      toldAt = now;
      const pace = known?.ratePerS ? known : paceOf(done - first, total - done, now - startedAt);
      const [of, all] = [done, total].map((count) => count.toLocaleString('en'));
      stderr.write(`${what}: ${of} of ${all} ${unit}${inWords(pace, unit)}\n`);
    },
    end: () => {},
  };
}

/** As far as whoever watches can tell, once there is something to reckon with. */
function paceOf(done: number, left: number, ms: number): KnownPace {
  if (done <= 0 || ms < 200) return {};
  const ratePerS = (done * 1_000) / ms;
  return { ratePerS, leftS: Math.ceil(left / ratePerS) };
}

/** ` · 12,345 cards/s · 8 s left` */
function inWords({ ratePerS, leftS }: KnownPace, unit: string): string {
  if (!ratePerS) return '';
  const rate = ratePerS < 10 ? ratePerS.toFixed(1) : Math.round(ratePerS).toLocaleString('en');
  return ` · ${rate} ${unit}/s${typeof leftS === 'number' ? ` · ${leftS} s left` : ''}`;
}
