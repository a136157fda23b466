import { type PromiseCheck, absence } from '#lib/kernel';
import { account, ofKind } from '#lib/ledger';
import { type DeviceTime, extend } from './device-time.js';

const GRANTS_A_PAGE = 20_000;

interface FoldedDevice {
  readonly id: string;
  time: DeviceTime | undefined;
}

/** Promise 3: each grant is what the rule gives for the ones before it, and the last one is the device's end date. */
const grantsFold: PromiseCheck = {
  promise: 3,
  name: 'a device’s end date is what its grants say',
  async run(read) {
    const broken: string[] = [];
    let device: FoldedDevice = { id: '', time: undefined };
    let after = ['0', '0'];
    for (;;) {
      const page = await read(
        `SELECT device_id, id, months, days, granted_on::text AS granted_on, anchor::text AS anchor, through::text AS through
           FROM device_grant WHERE (device_id, id) > ($1, $2) ORDER BY device_id, id LIMIT ${GRANTS_A_PAGE}`,
        after,
      );
      for (const grant of page) {
        if (grant['device_id'] !== device.id) device = { id: String(grant['device_id']), time: undefined };
        const due = extend(device.time, Number(grant['months']), String(grant['granted_on']));
        if (due.paidThrough !== grant['through'] || due.days !== grant['days'] || due.anchor !== grant['anchor']) {
          broken.push(
            `device ${device.id}: grant ${String(grant['id'])} says ${String(grant['through'])}, the rule says ${due.paidThrough}`,
          );
        }
        device.time = due;
      }
      if (page.length < GRANTS_A_PAGE || broken.length >= 20) return broken;
      const last = page.at(-1)!;
      after = [String(last['device_id']), String(last['id'])];
    }
  },
};

export const SUBSCRIPTIONS_CHECKS: readonly PromiseCheck[] = [
  grantsFold,
  absence(
    3,
    'a device ends with its last grant',
    `SELECT d.id AS device, d.paid_through, g.through AS last_grant FROM device d
       LEFT JOIN LATERAL (SELECT through, anchor, anchor_months FROM device_grant WHERE device_id = d.id ORDER BY id DESC LIMIT 1) g ON true
      WHERE (d.paid_through, d.anchor, d.anchor_months) IS DISTINCT FROM (g.through, g.anchor, coalesce(g.anchor_months, 0))`,
  ),
  absence(
    3,
    'the days on a device are those of the ledger',
    `SELECT coalesce(g.device_id, t.device_id) AS device, g.days AS granted, t.days AS in_ledger
       FROM (SELECT device_id, sum(days) AS days FROM device_grant GROUP BY 1) g
       FULL JOIN (SELECT debit - ${account('day.device')} AS device_id, sum(amount) AS days FROM transfer
                   WHERE asset = 'DAY' AND ${ofKind('debit', 'day.device')} GROUP BY 1) t USING (device_id)
      WHERE g.days IS DISTINCT FROM t.days`,
  ),
];
