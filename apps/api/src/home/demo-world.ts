import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSync } from 'otplib';

export interface DemoStaff {
  readonly email: string;
  readonly password: string;
  readonly roles: readonly string[];
  /** The sign-in code of this half minute; empty where there is no second factor. */
  readonly code: string;
}

/** A till that a browser may become, who may stand at it, and what it may sell. */
export interface DemoRegister {
  readonly name: string;
  readonly store: string;
  /** The store's page in the office. */
  readonly storePage: string;
  readonly clerks: readonly {
    readonly code: string;
    readonly name: string;
    readonly signIn: string;
    readonly supervisorCode: string;
  }[];
  readonly serials: readonly string[];
}

/** What the start page shows of `demo.json` (design §8). Tokens and keys stay in the file. */
export interface DemoWorld {
  readonly staff: readonly DemoStaff[];
  readonly cards: readonly { readonly serial: string; readonly pin: string; readonly state: string }[];
  readonly devices: readonly { readonly number: string; readonly paidThrough: string }[];
  /** `undefined` in worlds of before registers. */
  readonly register: DemoRegister | undefined;
}

/** The demo world of this folder; `undefined` where there is none, or none that can be read. */
export async function readDemoWorld(home: string): Promise<DemoWorld | undefined> {
  try {
    return demoWorldIn(JSON.parse(await readFile(join(home, 'demo.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

const NUMBER = /^[1-9]\d{0,8}$/;

type Fields = Readonly<Record<string, unknown>>;

export function demoWorldIn(json: unknown): DemoWorld {
  const world = fieldsOf(json);
  return {
    staff: rowsOf(world['staff']).map((row) => ({
      email: textOf(row['email']),
      password: textOf(row['password']),
      roles: Array.isArray(row['roles']) ? row['roles'].map(textOf) : [],
      code: codeOf(textOf(row['totpSecret'])),
    })),
    cards: rowsOf(world['cards']).map((row) => ({
      serial: textOf(row['serial']),
      pin: textOf(row['pin']),
      state: textOf(row['state']),
    })),
    devices: rowsOf(world['devices']).map((row) => ({
      number: textOf(row['number']),
      paidThrough: textOf(row['paidThrough']),
    })),
    register: registerIn(world),
  };
}

function registerIn(world: Fields): DemoRegister | undefined {
  const register = fieldsOf(world['register']);
  const [id, storeId, retailerId] = ['id', 'storeId', 'retailerId'].map((name) => textOf(register[name]));
  if (id === '' || !NUMBER.test(storeId!) || !NUMBER.test(retailerId!)) return undefined;
  const there = (row: Fields): boolean => textOf(row['storeId']) === storeId;
  return {
    name: textOf(register['name']),
    store: textOf(register['store']),
    storePage: `/office/retailers/${retailerId}/stores/${storeId}`,
    clerks: rowsOf(world['clerks'])
      .filter(there)
      .map((row) => ({
        code: textOf(row['code']),
        name: textOf(row['name']),
        signIn: textOf(row['signIn']),
        supervisorCode: textOf(row['supervisorCode']),
      })),
    serials: rowsOf(world['cards'])
      .filter((row) => there(row) && row['state'] === 'in_store')
      .map((row) => textOf(row['serial'])),
  };
}

function codeOf(secret: string): string {
  try {
    return secret === '' ? '' : generateSync({ secret });
  } catch {
    return ''; // no secret that an app could take
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function rowsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Some of each kind, so that every state can be tried; in the order of the file. */
export function someOfEach<Row>(rows: readonly Row[], kindOf: (row: Row) => string, each: number): Row[] {
  const seen = new Map<string, number>();
  return rows.filter((row) => {
    const before = seen.get(kindOf(row)) ?? 0;
    seen.set(kindOf(row), before + 1);
    return before < each;
  });
}
