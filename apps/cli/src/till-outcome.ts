import type { Command } from 'commander';
import type { Outcome } from '#lib/till-client';
import { CommandEnd, EXIT, refused } from './exit.js';

/** The answer, or the end of the command: refused with the clerk's words, or nobody knows. */
export function answerOf<Answer>(outcome: Outcome<Answer>, price?: string): Answer {
  if (outcome.kind === 'done') return outcome.answer;
  if (outcome.kind === 'refused') {
    const { code, status, detail, errors } = outcome;
    const words =
      code === 'price.mismatch' && price !== undefined ? `${price} is not the price. ${outcome.words}` : outcome.words;
    const fields = (errors ?? []).map(({ pointer, detail: told }) => `\n  ${pointer}: ${told}`).join('');
    throw refused(code, `${words} (${detail})${fields}`, { code, status, detail, words });
  }
  const { why, words, reached, tries } = outcome;
  const answer = { code: 'no_answer', detail: reached ? words : 'nothing has happened', why, reached, tries };
  throw new CommandEnd(
    EXIT.unreachable,
    reached
      ? `no answer (${why}): nobody knows whether it happened`
      : `Re-Up can’t be reached (${why}). Nothing has happened.`,
    answer,
  );
}

/** `--dry-run`: tells what would be sent, and sends nothing. */
export function stopIfDry(command: Command, path: string, method = 'POST'): void {
  if (command.optsWithGlobals<{ dryRun?: boolean }>().dryRun !== true) return;
  throw new CommandEnd(EXIT.done, `would send ${method} ${path}`, { method, path });
}
