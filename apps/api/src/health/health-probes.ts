import { Injectable } from '@nestjs/common';

/** Something that must answer before we take requests. */
export interface HealthProbe {
  readonly name: string;
  /** Throws, or takes too long, when it is not ready. */
  check(): Promise<void>;
}

const PROBE_MS_MAX = 2_000;

/** What readiness asks. Modules add their own when they start: `probes.add({ name: 'queue', check })`. */
@Injectable()
export class HealthProbes {
  private readonly probes: HealthProbe[] = [];

  add(probe: HealthProbe): void {
    this.probes.push(probe);
  }

  /** Asks all at once; `failing` says no more than that: who asks may be anybody. */
  async ask(): Promise<Readonly<Record<string, 'ok' | 'failing'>>> {
    const answers = await Promise.all(this.probes.map(async (probe) => [probe.name, await answerOf(probe)] as const));
    return Object.fromEntries(answers);
  }
}

async function answerOf(probe: HealthProbe): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'failing'>((resolve) => {
    timer = setTimeout(() => resolve('failing'), PROBE_MS_MAX);
  });
  const answer = probe.check().then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
