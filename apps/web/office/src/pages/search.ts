/** One name of the address's search as a text, or nothing: `{...textIn(search, 'state')}`. */
export function textIn<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { readonly [K in Name]?: string } {
  const value = search[name];
  if (typeof value !== 'string' || value === '' || value.length > 2_000) return {};
  return { [name]: value } as { [K in Name]: string };
}

/** What stands behind the `?`, as texts: a serial has more digits than a number keeps. */
export function searchIn(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The other way; what is not set is left out. */
export function searchOf(search: Record<string, unknown>): string {
  const set = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const text = new URLSearchParams(set).toString();
  return text === '' ? '' : `?${text}`;
}
