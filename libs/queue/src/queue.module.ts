import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { setDefaultBackendFactory } from 'bullmq';
import { Config } from '#lib/runtime';
import { OutboxRow } from './outbox.entity.js';
import { OutboxWake } from './outbox-wake.js';
import { type QueueBackend, openQueueBackend } from './queue-backend.js';
import { QueueProbe } from './queue-probe.js';
import { QueueProducers } from './queue-producers.js';
import { QUEUE_BACKEND } from './queue.tokens.js';

/** The process's queue backend, and what adds to it. Whoever runs the drain or a worker lists them itself. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(): DynamicModule {
    return {
      module: QueueModule,
      imports: [TypeOrmModule.forFeature([OutboxRow])],
      providers: [
        { provide: QUEUE_BACKEND, inject: [Config], useFactory: (config: Config) => openQueueBackend(config) },
        QueueProducers,
        QueueProbe,
        OutboxWake,
      ],
      exports: [QUEUE_BACKEND, QueueProducers, QueueProbe, OutboxWake],
    };
  }

  /** For a process with `@Processor`s: gives Nest's workers the backend and its connections. */
  static forWorkers(): DynamicModule {
    return {
      module: QueueWorkersModule,
      imports: [
        BullModule.forRootAsync({
          inject: [QUEUE_BACKEND],
          useFactory: ({ factory, worker }: QueueBackend) => {
            setDefaultBackendFactory(factory);
            return { connection: worker };
          },
        }),
        BullModule.registerQueue(), // no queue of Nest's own: with this it looks for processors
      ],
    };
  }
}

@Module({})
class QueueWorkersModule {}
