import { randomBytes } from 'node:crypto';
import {
  type ApprovalDecision,
  type ApprovalRequest,
  answerOnce,
  askApproval,
  createStaff,
  decideApproval,
  recordAudit,
} from '#lib/access';
import { World } from '../support/world.js';

describe('approvals', () => {
  let world: World;
  let ada: string;
  let ben: string;
  let subjects = 0;

  beforeAll(async () => {
    world = await World.create();
    const make = (email: string): Promise<string> =>
      world.transactions.run((tx) =>
        createStaff(tx, { email, name: email, passwordHash: 'none', roles: ['approver'] }),
      );
    ada = await make('Ada@reup.example');
    ben = await make('ben@reup.example');
  });
  afterAll(() => world.close());

  const requestHash = randomBytes(32);
  const ask = (request: Partial<ApprovalRequest> = {}): Promise<string> =>
    world.transactions.run((tx) =>
      askApproval(tx, {
        kind: 'batch.release',
        subject: `batch:${subjects}`,
        requestHash,
        requestedBy: ada,
        ...request,
      }),
    );
  const decide = (decision: Partial<ApprovalDecision> = {}) =>
    world.transactions.run((tx) =>
      decideApproval(tx, {
        kind: 'batch.release',
        subject: `batch:${subjects}`,
        requestHash,
        decidedBy: ben,
        decision: 'approved',
        ...decision,
      }),
    );
  beforeEach(() => {
    subjects++;
  });

  it('need another person, and are decided once', async () => {
    const id = await ask();
    await expect(decide({ decidedBy: ada })).rejects.toMatchObject({ code: 'approval.same_person' });
    expect(await decide()).toMatchObject({ id, requestedBy: ada, decidedBy: ben, decision: 'approved' });
    await expect(decide()).rejects.toMatchObject({ code: 'approval.expired' });
  });

  it('decided twice at once are decided once', async () => {
    await ask();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => decide()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('asked many times at once are one question', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(new Set(ids).size).toBe(1);
  });

  it('hold for exactly what was asked', async () => {
    await ask();
    await expect(decide({ requestHash: randomBytes(32) })).rejects.toMatchObject({ code: 'approval.expired' });
    const changed = randomBytes(32);
    const second = await ask({ requestHash: changed });
    await expect(decide()).rejects.toMatchObject({ code: 'approval.expired' });
    expect(await decide({ requestHash: changed })).toMatchObject({ id: second });
  });

  it('run out after a day, and can be asked again', async () => {
    const id = await ask();
    await world.transactions.run((tx) => tx.rows('UPDATE approval SET expires_at = now() WHERE id = $1', [id]));
    await expect(decide()).rejects.toMatchObject({ code: 'approval.expired' });
    expect(await ask()).not.toBe(id);
    expect(await decide({ decision: 'rejected' })).toMatchObject({ decision: 'rejected' });
  });

  it('of one subject are not those of another', async () => {
    await ask();
    await expect(decide({ subject: 'batch:other' })).rejects.toMatchObject({ code: 'approval.expired' });
    await expect(decide({ kind: 'batch.seal' })).rejects.toMatchObject({ code: 'approval.expired' });
  });

  it('by oneself are refused by the table too', async () => {
    const id = await ask();
    const work = world.transactions.run((tx) =>
      tx.rows(`UPDATE approval SET decision = 'approved', decided_by = $2 WHERE id = $1`, [id, ada]),
    );
    await expect(work).rejects.toMatchObject({ driverError: { constraint: 'approval_by_another' } });
  });

  it('leave a log of deeds that only grows', async () => {
    await world.transactions.run((tx) =>
      recordAudit(tx, { actor: `staff:${ada}`, action: 'x', subject: 'y', detail: { a: 1 } }),
    );
    for (const change of ['UPDATE audit SET action = $1', 'DELETE FROM audit WHERE action <> $1']) {
      await expect(world.transactions.run((tx) => tx.rows(change, ['z']))).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
    }
  });

  it('answer a repeated call once, though the first is still at work', async () => {
    let runs = 0;
    const call = () =>
      world.transactions.run((tx) =>
        answerOnce(tx, { staffId: ada, key: `k${subjects}`, fingerprint: 'ship 1' }, async () => {
          runs++;
          await tx.rows('SELECT pg_sleep(0.2)');
          return { id: 'a', zebra: 1, bee: [2, 1] };
        }),
      );
    const answers = await Promise.all([call(), call(), call()]);
    expect(runs).toBe(1);
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(2);
  });

  it('let a call whose first try failed have its effect', async () => {
    const call = (work: () => Promise<{ id: string }>) =>
      world.transactions.run((tx) => answerOnce(tx, { staffId: ada, key: `k${subjects}`, fingerprint: 'x' }, work));
    await expect(call(() => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
    expect(await call(async () => ({ id: 'b' }))).toEqual({ answer: { id: 'b' }, replayed: false });
  });
});
