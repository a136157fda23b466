import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '#lib/kernel';
import { Config } from './config.js';
import { Keyring } from './keyring.js';

/** The process's own things, made before Nest is: configuration, keyring, clock. */
@Global()
@Module({})
export class RuntimeModule {
  static with(config: Config, keyring: Keyring): DynamicModule {
    return {
      module: RuntimeModule,
      providers: [
        { provide: Config, useValue: config },
        { provide: Keyring, useValue: keyring },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [Config, Keyring, Clock],
    };
  }
}
