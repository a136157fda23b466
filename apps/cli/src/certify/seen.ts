import { type RawAnswer, textOf } from './exchange.js';

/** What one case saw, step by step, in words that stand in the report. */
export class Seen {
  private readonly steps: { readonly text: string; readonly right: boolean }[] = [];

  /** Something that must be so. */
  that(text: string, right: boolean): boolean {
    this.steps.push({ text, right });
    return right;
  }

  /** Something worth telling that decides nothing. */
  note(text: string): void {
    this.that(text, true);
  }

  /** An answer that must have this status, and of a refusal this code. */
  answer(what: string, answer: Pick<RawAnswer, 'status' | 'json'>, wanted: number, code?: string): boolean {
    const [status, told] = [answer.status, textOf(answer, 'code')];
    const found = `${status} ${told}`.trim();
    const right = status === wanted && (code === undefined || told === code);
    const want = code === undefined ? `${wanted}` : `${wanted} ${code}`;
    return this.that(right ? `${what}: ${found}` : `${what}: ${found} instead of ${want}`, right);
  }

  /** A value that must be this one. */
  value(what: string, found: unknown, wanted: unknown): boolean {
    const right = JSON.stringify(found) === JSON.stringify(wanted);
    return this.that(
      right ? `${what}: ${shown(found)}` : `${what}: ${shown(found)} instead of ${shown(wanted)}`,
      right,
    );
  }

  get passed(): boolean {
    return this.steps.length > 0 && this.steps.every(({ right }) => right);
  }

  /** One line; what was wrong is marked. */
  get text(): string {
    return this.steps.map(({ text, right }) => (right ? text : `WRONG ${text}`)).join(' · ');
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.map(shown).join(', ') || 'none';
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `${name} ${shown(one)}`)
      .join(', ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
