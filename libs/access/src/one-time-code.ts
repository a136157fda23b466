import { createHash } from 'node:crypto';
import { clearCode } from '#lib/kernel';

/** 120 bits: more than the 112 below which a stored code would need a slow hash (ASVS 6.5.2). */
const LETTERS = 24;
const GROUP = /(.{4})(?=.)/g;

/** A code that people read out or copy: `ABCD-…`, six groups of four. */
export function newOneTimeCode(): string {
  return clearCode(LETTERS).replace(GROUP, '$1-');
}

/** Whatever case and dashes it was typed with. */
export function hashOfCode(typed: string): Buffer {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(letters).digest();
}
