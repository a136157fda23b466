import { sep } from 'node:path';
import { type Config, ConfigInvalid } from '#lib/runtime';
import { hasDemoFile } from './demo/demo-file.js';

/** What production refuses to start with (risks §7 "First start"), one line each. */
export function productionRefusal(config: Config): string | undefined {
  if (!config.production) return undefined;
  if (hasDemoFile(config.home)) return `${config.home}/demo.json is there: production is not for the demo world`;
  if (config.keyringDir.startsWith(config.home + sep))
    return 'KEYRING_DIR lies inside the data folder: give it a volume of its own';
  if (!config.publicUrl.startsWith('https://')) return 'PUBLIC_URL must begin with https://';
  if (config.logLevel === 'debug') return 'LOG_LEVEL=debug is not for production';
  return undefined;
}

export function requireSafeProduction(config: Config): void {
  const refusal = productionRefusal(config);
  if (refusal !== undefined) throw new ConfigInvalid(refusal);
}
