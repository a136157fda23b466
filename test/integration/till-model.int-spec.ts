import { ACTIVATION_CHECKS, ActivationService, type Till } from '#lib/activation';
import { CARDS_CHECKS } from '#lib/cards';
import { REDEMPTION_CHECKS, RedemptionService } from '#lib/redemption';
import { RetailService } from '#lib/retail';
import { makeTerminalKey } from '#lib/till-client';
import fc from 'fast-check';
import { type ModelCall, type ModelState, type Observed, explain, newModel } from '../support/till-model.js';
import { type StockCard, World } from '../support/world.js';

/** What becomes of a call on its way: a till does not know which of the last two it was. */
type Fate = 'answered' | 'answer lost' | 'request lost';
interface Sent {
  readonly call: ModelCall;
  readonly fate: Fate;
}

const CARDS = 3;
const till = fc.integer({ min: 0, max: 1 });
const key = fc.integer({ min: 0, max: 3 });
const card = fc.integer({ min: 0, max: CARDS - 1 });
const call: fc.Arbitrary<ModelCall> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('sell' as const), till, key, card }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reverse' as const), till, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), till, key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('status' as const), till, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redeem' as const), card }) },
);
const fate = fc.constantFrom<Fate>('answered', 'answered', 'answered', 'answer lost', 'request lost');
/** Calls of a wave run at once; a repeat, or a call that was held up, is simply in a later wave. */
const waves = fc.array(fc.array(fc.record({ call, fate }), { minLength: 1, maxLength: 4 }), {
  minLength: 3,
  maxLength: 8,
});

describe('two tills, three cards, one customer, and a network that loses, repeats and delays', () => {
  let world: World;
  let tills: readonly Till[];

  beforeAll(async () => {
    world = await World.create();
    const { publicKey } = await makeTerminalKey();
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const second = await world.transactions.run((tx) =>
      world.get(RetailService).createTerminal(tx, { storeId: world.till.storeId, name: 'Till 2', publicKey: pem }),
    );
    tills = [world.till, { ...world.till, terminalId: second.id }];
  });
  afterAll(() => world.close());

  it('every answer is one that some order of the calls explains, and the promises hold after it', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(waves, async (sent) => {
        const desk = new Desk(world, tills, `run${++run}`, await world.stock(CARDS), await world.device());
        let states: ModelState[] = [newModel(CARDS)];
        for (const wave of sent) {
          const arrived = wave.filter((one) => one.fate !== 'request lost');
          const observed = await Promise.all(arrived.map((one) => desk.send(one)));
          states = explain(states, observed);
          expect({ explainedBy: states.length > 0, observed }).toEqual({ explainedBy: true, observed });
        }
        const standing = await desk.cardStates();
        expect(states.map(({ cards }) => cards.map(({ state }) => state).join(' '))).toContain(standing.join(' '));
        expect(await brokenOf([1, 2, 4])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  /** Of the checks that `reup verify` runs. */
  async function brokenOf(promises: readonly number[]): Promise<string[]> {
    const checks = [...CARDS_CHECKS, ...ACTIVATION_CHECKS, ...REDEMPTION_CHECKS];
    const broken: string[] = [];
    for (const check of checks.filter(({ promise }) => promises.includes(promise)))
      broken.push(...(await check.run((sql, values = []) => world.transactions.read(sql, values))));
    return broken;
  }
});

/** Sends the model's calls to the real services. */
class Desk {
  private readonly sales: ActivationService;
  private readonly redemptions: RedemptionService;

  constructor(
    private readonly world: World,
    private readonly tills: readonly Till[],
    private readonly run: string,
    private readonly cards: readonly StockCard[],
    private readonly device: string,
  ) {
    this.sales = world.get(ActivationService);
    this.redemptions = world.get(RedemptionService);
  }

  /** The call is served; whether its caller learns what came of it is its fate. */
  async send({ call, fate }: Sent): Promise<Observed> {
    const outcome = await this.serve(call).catch((error: { code?: string }) => {
      if (error.code === undefined) throw error;
      return error.code;
    });
    return { call, outcome: fate === 'answered' ? outcome : undefined };
  }

  async cardStates(): Promise<string[]> {
    return Promise.all(this.cards.map((one) => this.world.stateOf(one)));
  }

  private async serve(call: ModelCall): Promise<string> {
    switch (call.kind) {
      case 'sell':
      case 'stored': {
        const at = { till: this.tills[call.till]!, key: `${this.run}-${call.key}` };
        await this.sales.sell({ ...at, cardId: this.cards[call.card]!.id, amountMinor: 3_000n, currency: 'USD' });
        return 'sold';
      }
      case 'reverse':
        await this.sales.reverse(this.tills[call.till]!, `${this.run}-${call.key}`);
        return 'reversed';
      case 'void':
        await this.sales.void(this.tills[call.till]!, `${this.run}-${call.key}`, 'wrong card');
        return 'voided';
      case 'status':
        return (await this.sales.status(this.tills[call.till]!, `${this.run}-${call.key}`)).state;
      case 'redeem': {
        const request = {
          pin: this.cards[call.card]!.pin,
          deviceNumber: this.device,
          channel: 'api',
          source: '10.0.0.1',
        };
        const { redemption } = await this.redemptions.redeem(request);
        return redemption.state === 'held' ? 'held' : 'redeemed';
      }
    }
  }
}
