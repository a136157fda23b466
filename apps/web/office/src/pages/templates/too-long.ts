import { type TemplateSpec, boxesOf, words } from './spec.js';

const TOO_LONG = /^(?:(header) )?([a-zA-Z]+)(?: \(([a-z, ]+)\))? does not fit/;

/**
 * Where a text that has no room stands: the box of the layout by its pointer, and `/languages` when it is in more than
 * one language. `detail` is that of the problem `text.too_long`: `steps (en, es) does not fit …`.
 */
export function placesOfTooLong(detail: string, spec: TemplateSpec): Record<string, string> {
  const found = TOO_LONG.exec(detail);
  if (found === null) return {};
  const [, header, part = '', languages = ''] = found;
  const inFace = (pointer: string): boolean =>
    header === undefined
      ? !pointer.startsWith('/layout/front/') || pointer.startsWith(`/layout/front/${spec.tillCode}/`)
      : pointer.startsWith('/layout/header/');
  const names = [words(part), words(`${part}Text`)];
  const box = boxesOf(spec).findLast(({ pointer, name }) => inFace(pointer) && names.includes(name));
  const says = detail.slice(0, detail.indexOf(' at a legible size')) || detail;
  return {
    ...(box === undefined ? {} : { [box.pointer]: `The text does not fit: ${says}.` }),
    ...(languages.includes(',') ? { '/languages': `“${words(part)}” has no room for both languages.` } : {}),
  };
}
