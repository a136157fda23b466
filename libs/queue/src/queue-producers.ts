import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type IQueueBackend, Queue } from 'bullmq';
import { JOB_OPTIONS } from './job-options.js';
import { PRODUCER_TIMEOUT_MS, type QueueBackend } from './queue-backend.js';
import { QUEUE_BACKEND } from './queue.tokens.js';

/** What a queue did not answer in time is not known to be there: the outbox keeps the job and offers it again. */
export class QueueUnreachable extends Error {
  override readonly name = 'QueueUnreachable';
}

type AnyQueue = Queue<any, any, string, any, any, string, IQueueBackend>;

/** The queues as seen by those who add to them; each is opened when it is first asked for. */
@Injectable()
export class QueueProducers implements OnApplicationShutdown {
  private readonly logger = new Logger(QueueProducers.name);
  private readonly queues = new Map<string, AnyQueue>();

  constructor(@Inject(QUEUE_BACKEND) private readonly backend: QueueBackend) {}

  get kind(): QueueBackend['kind'] {
    return this.backend.kind;
  }

  of(name: string): AnyQueue {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = new Queue(
        name,
        { connection: this.backend.producer, defaultJobOptions: JOB_OPTIONS },
        this.backend.factory,
      );
      // Without a listener a lost connection would end the process.
      queue.on('error', (error: Error) =>
        this.logger.warn('queue unreachable', { queue: name, reason: error.message }),
      );
      this.queues.set(name, queue);
    }
    return queue;
  }

  /** Adds jobs in order; fails when the queue has not taken all of them in time. */
  async add(name: string, jobs: Parameters<AnyQueue['addBulk']>[0]): Promise<void> {
    await inTime(this.of(name).addBulk(jobs), name);
  }

  /** Fails unless the queue answers a question. */
  async ask(name: string): Promise<void> {
    await inTime(this.of(name).getWaitingCount(), name);
  }

  async onApplicationShutdown(): Promise<void> {
    const open = [...this.queues.values()];
    this.queues.clear();
    await Promise.all(open.map((queue) => queue.close().catch(() => queue.disconnect())));
  }
}

async function inTime(answer: Promise<unknown>, queue: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueUnreachable(`${queue} did not answer`)), PRODUCER_TIMEOUT_MS);
  });
  answer.catch(() => undefined); // an answer that comes too late has nobody to tell
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
