import 'reflect-metadata';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUrl, Matches, Max, MaxLength, Min, validateSync } from 'class-validator';
import ipaddr from 'ipaddr.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** The environment as text; each name is documented in the README. Unknown names are not ours and ignored. */
class Environment {
  @IsOptional() @IsIn(['development', 'test', 'production']) NODE_ENV?: string;
  @IsOptional() @MaxLength(255) HOST?: string;
  @IsOptional() @IsInt() @Min(0) @Max(65_535) PORT?: number;
  @IsOptional() @Matches(/^postgres(ql)?:\/\/./) DATABASE_URL?: string;
  @IsOptional() @Matches(/^rediss?:\/\/./) REDIS_URL?: string;
  @IsOptional() @MaxLength(1_024) REUP_HOME?: string;
  @IsOptional() @MaxLength(1_024) KEYRING_DIR?: string;
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  PUBLIC_URL?: string;
  @IsOptional() @MaxLength(4_096) TRUSTED_PROXIES?: string;
  @IsOptional() @Matches(/^.{16,256}$/) METRICS_TOKEN?: string;
  @IsOptional() @IsIn(LEVELS) LOG_LEVEL?: LogLevel;
  @IsOptional() @IsIn(['yes', 'no']) WEBHOOK_ALLOW_LOOPBACK?: string;
}

export interface Cidr {
  contains(address: string): boolean;
}

/** What the process was told, validated once; everything else takes it from here, never from `process.env`. */
export class Config {
  constructor(
    readonly production: boolean,
    readonly host: string,
    readonly port: number,
    /** Absent = the embedded PostgreSQL. */
    readonly databaseUrl: string | undefined,
    /** Absent = queues and counters in PostgreSQL. */
    readonly redisUrl: string | undefined,
    /** `demo.json`, the embedded database or the link to it, the keyring by default, sealed sheets. */
    readonly home: string,
    readonly keyringDir: string,
    /** What customers type: goes into the QR and on the card. */
    readonly publicUrl: string,
    readonly trustedProxies: readonly Cidr[],
    readonly metricsToken: string | undefined,
    readonly logLevel: LogLevel,
    /** A receiver of webhooks that runs beside us, for whoever builds one: plain HTTP to this machine only. */
    readonly webhookLoopback: boolean = false,
  ) {}

  /** The database in use; the embedded one has put its address here before anything asks. */
  get database(): string {
    if (this.databaseUrl === undefined) throw new ConfigInvalid('DATABASE_URL is not set');
    return this.databaseUrl;
  }

  /** The same, on the database that was started for it. */
  withDatabase(url: string): Config {
    const { production, host, port, redisUrl, home, keyringDir, publicUrl, trustedProxies, metricsToken, logLevel } =
      this;
    const { webhookLoopback } = this;
    return new Config(
      production,
      host,
      port,
      url,
      redisUrl,
      home,
      keyringDir,
      publicUrl,
      trustedProxies,
      metricsToken,
      logLevel,
      webhookLoopback,
    );
  }

  /** Whether only this machine can reach us. */
  get loopback(): boolean {
    return this.host === 'localhost' || this.host === '::1' || this.host.startsWith('127.');
  }

  get sheetsDir(): string {
    return join(this.home, 'sheets');
  }
}

/** The process may not start with what it was told: one line a person can act on. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const e = plainToInstance(Environment, given, { enableImplicitConversion: true });
  const [first] = validateSync(e, { skipMissingProperties: true });
  if (first !== undefined) {
    throw new ConfigInvalid(`${first.property}: ${Object.values(first.constraints ?? {}).join(', ')}`);
  }
  const home = resolve(e.REUP_HOME ?? '.reup');
  const host = e.HOST ?? '127.0.0.1';
  const port = e.PORT ?? 3000;
  const production = e.NODE_ENV === 'production';
  const webhookLoopback = e.WEBHOOK_ALLOW_LOOPBACK === 'yes';
  if (production && webhookLoopback) {
    throw new ConfigInvalid('WEBHOOK_ALLOW_LOOPBACK: never in production, where it opens this machine to an address');
  }
  return new Config(
    production,
    host,
    port,
    e.DATABASE_URL,
    e.REDIS_URL,
    home,
    resolve(e.KEYRING_DIR ?? join(home, 'keyring')),
    (e.PUBLIC_URL ?? `http://127.0.0.1:${port}`).replace(/\/$/, ''),
    readProxies(e.TRUSTED_PROXIES ?? ''),
    e.METRICS_TOKEN,
    e.LOG_LEVEL ?? 'info',
    webhookLoopback,
  );
}

function readProxies(list: string): Cidr[] {
  return list
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(readCidr);
}

function readCidr(text: string): Cidr {
  try {
    const [address, bits] = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${isIP(text) === 6 ? 128 : 32}`);
    return {
      contains(candidate) {
        if (isIP(candidate) === 0) return false;
        const found = ipaddr.process(candidate);
        return found.kind() === address.kind() && found.match(address, bits);
      },
    };
  } catch {
    throw new ConfigInvalid(`TRUSTED_PROXIES: ${text} is no address or CIDR`);
  }
}
