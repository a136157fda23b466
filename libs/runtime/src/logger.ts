import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from './config.js';

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const SIXTEEN_DIGITS = /(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)/g;

/** Sixteen digits may be a PIN: none passes. Of a serial (97…) the batch stays readable. */
export function withoutCardNumbers(text: string): string {
  return text.replace(SIXTEEN_DIGITS, (found) => {
    const digits = found.replace(/\D/g, '');
    return digits.startsWith('97') ? `${digits.slice(0, 8)}••••${digits.slice(-4)}` : '[16 digits]';
  });
}

/** One JSON line an event on stderr: stdout belongs to the result of a command. */
export class JsonLogger implements LoggerService {
  constructor(private readonly level: LogLevel) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  private write(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    if (ORDER[level] < ORDER[this.level]) return;
    const line = { at: new Date().toISOString(), level, message: describe(message), ...fields(rest) };
    process.stderr.write(`${withoutCardNumbers(JSON.stringify(line))}\n`);
  }
}

function describe(message: unknown): unknown {
  return message instanceof Error ? `${message.name}: ${message.message}` : message;
}

/** Nest passes its context name last and a stack before it; we pass an object. */
function fields(rest: readonly unknown[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const one of rest) {
    if (one instanceof Error) found['error'] = describe(one);
    else if (typeof one === 'object' && one !== null) Object.assign(found, one);
    else if (typeof one === 'string') found[one.includes('\n') ? 'stack' : 'context'] = one;
  }
  return found;
}
