import { LayoutInvalid } from './template.js';

/** Reads a value at a place of an untrusted JSON document, or tells what is wrong with it. */
export type Reader<Value> = (json: unknown, pointer: string) => Value;

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Read<Of extends Fields> = { readonly [Name in keyof Of]: ReturnType<Of[Name]> };
/** A field that may be missing has no `undefined` of its own in what is read. */
type Tidy<Value> = {
  readonly [Name in keyof Value as undefined extends Value[Name] ? never : Name]: Value[Name];
} & { readonly [Name in keyof Value as undefined extends Value[Name] ? Name : never]?: Value[Name] };

export function object<Of extends Fields>(fields: Of): Reader<Tidy<Read<Of>>> {
  return (json, pointer) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw refused(pointer, 'is not an object');
    const given = new Map(Object.entries(json));
    for (const name of given.keys()) {
      if (!Object.hasOwn(fields, name)) throw refused(below(pointer, name), 'is no field of a template');
    }
    const read: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(fields)) {
      const value = reader(given.get(name), below(pointer, name));
      if (value !== undefined) read[name] = value;
    }
    return read as Tidy<Read<Of>>;
  };
}

export function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (json, pointer) => (json === undefined ? undefined : reader(json, pointer));
}

export function array<Value>(reader: Reader<Value>, min: number, max: number): Reader<readonly Value[]> {
  return (json, pointer) => {
    if (!Array.isArray(json) || json.length < min || json.length > max)
      throw refused(pointer, `is not a list of ${min} to ${max}`);
    return json.map((item, i) => reader(item, below(pointer, String(i))));
  };
}

export function number(min: number, max: number): Reader<number> {
  return (json, pointer) => {
    if (typeof json !== 'number' || !Number.isFinite(json)) throw refused(pointer, 'is not a number');
    if (json < min || json > max) throw refused(pointer, `is not in ${min} to ${max}`);
    return json;
  };
}

export function whole(min: number, max: number): Reader<number> {
  const inBounds = number(min, max);
  return (json, pointer) => {
    const value = inBounds(json, pointer);
    if (!Number.isInteger(value)) throw refused(pointer, 'is not a whole number');
    return value;
  };
}

export const boolean: Reader<boolean> = (json, pointer) => {
  if (typeof json !== 'boolean') throw refused(pointer, 'is not true or false');
  return json;
};

export function oneOf<Value extends string | number>(values: readonly Value[]): Reader<Value> {
  return (json, pointer) => {
    const value = values.find((known) => known === json);
    if (value === undefined) throw refused(pointer, `is not one of ${values.join(', ')}`);
    return value;
  };
}

/** One line. */
export function text(max: number): Reader<string> {
  return (json, pointer) => {
    if (typeof json !== 'string' || json.trim() === '' || json.length > max || /[\p{Cc}\p{Cf}]/u.test(json))
      throw refused(pointer, `is not a line of 1 to ${max} characters`);
    return json;
  };
}

function refused(pointer: string, detail: string): LayoutInvalid {
  return new LayoutInvalid(pointer, detail);
}

/** RFC 6901. */
function below(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
