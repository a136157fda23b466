export type StartRefusedCode =
  | 'data.version'
  | 'disk.full'
  | 'platform.unsupported'
  | 'folder.foreign'
  | 'binaries.broken'
  | 'start.failed';

/** A start that cannot go on, told in one line a person can act on. The code is stable; the words are not. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';

  constructor(
    readonly code: StartRefusedCode,
    line: string,
    options?: ErrorOptions,
  ) {
    super(line.replace(/\s+/g, ' ').trim(), options);
  }
}

/** What the system, initdb or the server's log says when a start fails for a reason with a remedy. */
const REASONS: readonly { code: StartRefusedCode; says: RegExp; line: (where: string) => string }[] = [
  {
    code: 'disk.full',
    // The last two are PostgreSQL's: its SQLSTATE for a full disk, and a write that was cut short.
    says: /ENOSPC|EDQUOT|no space left on device|disk quota exceeded|^53100|wrote only \d+ of/i,
    line: (where) => `The disk is full: no room for the database in ${where}. Free 200 MB there and start again.`,
  },
  {
    code: 'platform.unsupported',
    says: /could not look up effective user ID/,
    line: () =>
      'PostgreSQL needs a user that has a name, and this user id has none in /etc/passwd. Add one, or start as another user.',
  },
  {
    code: 'binaries.broken',
    says: /error while loading shared libraries|version `GLIBC/,
    line: () => 'The PostgreSQL that npm installed cannot run. Run `npm rebuild`, or `npm ci` again, and start again.',
  },
  {
    code: 'folder.foreign',
    says: /\b(EACCES|EPERM|EROFS)\b/,
    line: (where) =>
      `This user may not write to ${where}. Start as the user it belongs to, or give the folder to this one.`,
  },
];

/** Turns whatever stopped a start into a refusal. */
export function refusalOf(cause: unknown, where: string): StartRefused {
  if (cause instanceof StartRefused) return cause;
  const { code = '', message } = cause as { code?: string; message: string };
  const reason = REASONS.find(({ says }) => says.test(`${code} ${message}`));
  if (reason !== undefined) return new StartRefused(reason.code, reason.line(where), { cause });
  return new StartRefused('start.failed', `The database in ${where} could not be started: ${message}`, { cause });
}
