/** One field that was refused: `pointer` is a JSON pointer into the body. */
export interface FieldRefusal {
  readonly pointer: string;
  readonly detail: string;
  readonly code: string;
}

/** An answer that is no success, as the API says it (RFC 9457), or that there was no answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    /** Stable; what pages and tests match on. `unreachable` and `unreadable` are our own. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | undefined,
    readonly errors: readonly FieldRefusal[] = [],
    /** What else the body held, such as the ways to prove a second factor. */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

export function isRefusal(error: unknown, ...codes: readonly string[]): error is Refusal {
  return error instanceof Refusal && (codes.length === 0 || codes.includes(error.code));
}

/** What the generated client caught, as a refusal. A call that was given up stays what it is. */
export function refusalOf(caught: unknown, response: Response | undefined): unknown {
  if (caught instanceof Refusal || (caught instanceof DOMException && caught.name === 'AbortError')) return caught;
  if (response === undefined) {
    return new Refusal(
      0,
      'unreachable',
      'No answer',
      'The server did not answer. Check the connection and try again.',
      undefined,
    );
  }
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const { status } = response;
  if (typeof caught !== 'object' || caught === null || !('code' in caught)) {
    return new Refusal(status, 'unreadable', 'An answer we can’t read', `The server answered ${status}.`, requestId);
  }
  const body = caught as Record<string, unknown>;
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const errors = Array.isArray(body['errors']) ? (body['errors'] as FieldRefusal[]) : [];
  return new Refusal(status, text('code'), text('title'), text('detail'), requestId, errors, body);
}

/** The refused fields of a form by name: `/lines/0/cards` is the form's `lines.0.cards`. */
export function fieldErrors({ errors }: Refusal): Record<string, string> {
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer.slice(1).replaceAll('/', '.'), detail]));
}
