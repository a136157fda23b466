import type { Transactions } from '#lib/database';
import { addDays, addMonths, localDate } from '#lib/kernel';
import type { SubscriptionsService } from '#lib/subscriptions';
import type { DemoFile } from './demo-file.js';

const ZONE = 'America/New_York';
export const DEMO_PLAN = 'home';
const NAMES = ['Maria Lopez', 'John Carter', 'Kovács Zoli', 'Amina Haddad', 'Li Wei', 'Sofia Rossi'];

/** How a device stands: the months it came with, and how many days ago they began to count. */
const LIVES: readonly { readonly months: number; readonly endsInDays: number }[] = [
  { months: 12, endsInDays: 200 }, // running
  { months: 1, endsInDays: 20 },
  { months: 1, endsInDays: 2 }, // ending
  { months: 3, endsInDays: -3 }, // in grace
  { months: 1, endsInDays: -45 }, // lapsed
];
const DEVICES = 30;

/** Customers with running, ending and lapsed devices; half of the devices belong to nobody we know. */
export async function seedCustomers(
  subscriptions: SubscriptionsService,
  transactions: Transactions,
): Promise<DemoFile['devices']> {
  const today = localDate(new Date(), ZONE);
  const accounts: string[] = [];
  for (const name of NAMES) {
    accounts.push(await subscriptions.openAccount(name, `${name.split(' ')[0]!.toLowerCase()}@customer.reup.example`));
  }
  for (let i = 0; i < DEVICES; i++) {
    const { months, endsInDays } = LIVES[i % LIVES.length]!;
    const from = addMonths(addDays(today, endsInDays), -months);
    const accountId = i % 2 === 0 ? accounts[(i / 2) % accounts.length] : undefined;
    const number = `5550100${String(i).padStart(3, '0')}`;
    await subscriptions.addDevice({
      number,
      plan: DEMO_PLAN,
      zone: ZONE,
      opening: { months, from },
      ...(accountId === undefined ? {} : { accountId }),
    });
  }
  return readDevices(transactions);
}

/** As they stand now. */
export async function readDevices(transactions: Transactions): Promise<DemoFile['devices']> {
  const rows = await transactions.read<{ number: string; paid_through: string }>(
    'SELECT number, paid_through::text AS paid_through FROM device ORDER BY id',
  );
  return rows.map((row) => ({ number: row.number, paidThrough: row.paid_through }));
}
