import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { HotConnection } from './hot-connection.js';
import { GROUP_LIMITS, type GroupLimits, type GroupWork, Grouped, type HotSlots } from './grouped.js';

/** Hands out `Grouped` funnels, each with connections of its own that stay open. */
@Injectable()
export class HotPath implements OnApplicationShutdown {
  private readonly open: ConnectionSlots[] = [];

  constructor(private readonly dataSource: DataSource) {}

  grouped<Command, Answer>(
    work: GroupWork<Command, Answer>,
    limits: GroupLimits = GROUP_LIMITS,
  ): Grouped<Command, Answer> {
    const slots = new ConnectionSlots(this.dataSource);
    this.open.push(slots);
    return new Grouped(slots, work, limits);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const slots of this.open) await slots.close();
    await this.dataSource.destroy();
  }
}

class ConnectionSlots implements HotSlots {
  private readonly connections = new Map<number, HotConnection>();

  constructor(private readonly dataSource: DataSource) {}

  async take(slot: number): Promise<HotConnection> {
    const kept = this.connections.get(slot);
    if (kept?.usable === true) return kept;
    await this.discard(slot);
    const opened = await HotConnection.open(this.dataSource);
    this.connections.set(slot, opened);
    return opened;
  }

  async discard(slot: number): Promise<void> {
    const connection = this.connections.get(slot);
    this.connections.delete(slot);
    await connection?.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    for (const slot of this.connections.keys()) await this.discard(slot);
  }
}
