import { type DynamicModule, Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm';
import { Config } from '#lib/runtime';
import type { DataSource } from 'typeorm';
import { BULK_POOL, HOT_POOL, REQUEST_POOL, databaseOptions, openDataSource } from './data-source.js';
import { HotPath } from './hot-path.js';
import { BulkTransactions, Transactions } from './transactions.js';

const BULK = 'BULK_DATA_SOURCE';

@Injectable()
class BulkPool implements OnApplicationShutdown {
  constructor(@Inject(BULK) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}

/** The three pools of a process: requests, the hot path, bulk work. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: (config: Config) => ({
            ...databaseOptions(config.database, REQUEST_POOL),
            autoLoadEntities: true,
            retryAttempts: 1,
          }),
        }),
      ],
      providers: [
        {
          provide: Transactions,
          inject: [getDataSourceToken()],
          useFactory: (source: DataSource) => new Transactions(source),
        },
        {
          provide: BULK,
          inject: [Config, getDataSourceToken()],
          // The same entities as the first pool, which each lib has given its own.
          useFactory: (config: Config, { entityMetadatas }: DataSource) =>
            openDataSource(
              databaseOptions(
                config.database,
                BULK_POOL,
                entityMetadatas.map(({ target }) => target),
              ),
            ),
        },
        { provide: BulkTransactions, inject: [BULK], useFactory: (source: DataSource) => new BulkTransactions(source) },
        BulkPool,
        {
          provide: HotPath,
          inject: [Config],
          useFactory: async (config: Config) =>
            new HotPath(await openDataSource(databaseOptions(config.database, HOT_POOL))),
        },
      ],
      exports: [Transactions, BulkTransactions, HotPath],
    };
  }
}
