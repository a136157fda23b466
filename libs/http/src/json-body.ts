import { Problem } from '#lib/kernel';

/** No body of ours is deeper; what walks a body recursively is safe from one made to exhaust the stack. */
export const DEPTH_MAX = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether brackets nest deeper than allowed, those inside texts left out. */
export function tooDeep(json: string, max: number = DEPTH_MAX): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const char = json.charCodeAt(i);
    if (char === QUOTE) i = endOfText(json, i + 1);
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > max) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}

function endOfText(json: string, from: number): number {
  for (let i = from; i < json.length; i++) {
    const char = json.charCodeAt(i);
    if (char === BACKSLASH) i++;
    else if (char === QUOTE) return i;
  }
  return json.length;
}

/** PostgreSQL keeps no NUL in a text: a body that holds one is refused here, not there. */
const NUL = /\\u0000/i;

export function refuseUnsafe(json: string): void {
  if (tooDeep(json)) throw new Problem('request.invalid', `The body nests deeper than ${DEPTH_MAX} levels.`);
  if (NUL.test(json)) throw new Problem('request.invalid', 'The body holds a NUL character.');
}
