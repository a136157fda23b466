/** What a shell sees (ux §4). A signal is 128 and its number. */
export const EXIT = {
  done: 0,
  /** A check found a difference. */
  difference: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
  /** Ours (EX_SOFTWARE): none of the others, so that a script never takes a bug for an answer. */
  bug: 70,
  /** sysexits.h EX_CONFIG: what it was told to do with is wrong. */
  config: 78,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: with which code, what to tell the person, and what `--json` prints. */
export class CommandEnd extends Error {
  override readonly name = 'CommandEnd';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly answer?: object,
  ) {
    super(message);
  }
}

/** What was typed can't be carried out: nothing was sent. */
export function usage(message: string): CommandEnd {
  return new CommandEnd(EXIT.usage, message);
}

/** The system said no, and why. */
export function refused(code: string, words: string, answer: object): CommandEnd {
  return new CommandEnd(EXIT.refused, `${code}: ${words}`, answer);
}

export function unreachable(message: string): CommandEnd {
  return new CommandEnd(EXIT.unreachable, message, { code: 'unreachable', detail: message });
}
