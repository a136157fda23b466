import { Injectable } from '@nestjs/common';
import { type EntityTx, Transactions } from '#lib/database';
import { type LocalDate, invariant, newId } from '#lib/kernel';
import { grantPosting, post } from '#lib/ledger';
import { Account } from './account.entity.js';
import { extend } from './device-time.js';
import { Device } from './device.entity.js';
import { lockDevices, writeGrants } from './device.store.js';

export interface NewDevice {
  readonly number: string;
  readonly plan: string;
  readonly zone: string;
  readonly accountId?: string;
  /** The months it came with, and the local day on which they began. */
  readonly opening?: { readonly months: number; readonly from: LocalDate };
}

/** Accounts and devices as they come to us; time is added to them by redemption. */
@Injectable()
export class SubscriptionsService {
  constructor(private readonly transactions: Transactions) {}

  async openAccount(name: string, email: string): Promise<string> {
    const id = newId();
    await this.transactions.run((tx) => tx.manager.insert(Account, { id, name, email: email.toLowerCase() }));
    return id;
  }

  async addDevice(device: NewDevice): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { number, plan, zone, accountId } = device;
      await tx.manager.insert(Device, { number, plan, zone, accountId: accountId ?? null });
      if (device.opening !== undefined) await this.open(tx, number, device.opening);
    });
  }

  private async open(tx: EntityTx, number: string, { months, from }: NonNullable<NewDevice['opening']>): Promise<void> {
    const [device] = await lockDevices(tx, [number]);
    invariant(device !== undefined, 'a device just added is there');
    const source = newId();
    const extension = extend(undefined, months, from);
    const grant = { ...extension, deviceId: device.id, kind: 'opening' as const, source, months, grantedOn: from };
    for (const write of writeGrants(tx, [grant])) await write;
    await post(tx, [grantPosting({ source, businessDate: from, deviceId: device.id, days: extension.days })]);
  }
}
