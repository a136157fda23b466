import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Metrics } from './metrics.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

/**
 * Refusals, validation and metrics of every route. `IdentityGuard` is the app's to provide as APP_GUARD, beside the
 * modules that answer its two directories.
 */
@Global()
@Module({})
export class HttpModule {
  static with(metrics: Metrics): DynamicModule {
    return {
      module: HttpModule,
      providers: [
        { provide: Metrics, useValue: metrics },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [Metrics],
    };
  }
}
