import { ACTIVATION_CHECKS, ActivationService, type Till } from '#lib/activation';
import { CARDS_CHECKS } from '#lib/cards';
import { REDEMPTION_CHECKS, RedemptionService } from '#lib/redemption';
import { RetailService } from '#lib/retail';
import { makeTerminalKey } from '#lib/till-client';
import { jest } from '@jest/globals';
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

/** What people do with a card, told by what they did with it before: so that long stories come about, not only short ones. */
const move = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant('sell' as const) },
    { weight: 2, arbitrary: fc.constant('sell offline' as const) },
    { weight: 2, arbitrary: fc.constant('repeat' as const) },
    { weight: 1, arbitrary: fc.constant('repeat as a stored sale' as const) },
    { weight: 4, arbitrary: fc.constant('reverse' as const) },
    { weight: 1, arbitrary: fc.constant('reverse the next sale' as const) },
    { weight: 1, arbitrary: fc.constant('void' as const) },
    { weight: 1, arbitrary: fc.constant('status' as const) },
    { weight: 1, arbitrary: fc.constant('redeem' as const) },
    { weight: 1, arbitrary: fc.constant('sell under the key of another card' as const) },
  ),
  card: fc.integer({ min: 0, max: CARDS - 1 }),
  till: fc.integer({ min: 0, max: 1 }),
  fate: fc.constantFrom<Fate>('answered', 'answered', 'answered', 'answer lost', 'request lost'),
});
type Move = typeof move extends fc.Arbitrary<infer One> ? One : never;

/** Calls of a wave run at once; a repeat, or a call that was held up, is simply in a later wave. */
const waves = fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 10 }).map((all) => {
  const plan = new Plan();
  return all.map((wave) => wave.map((one): Sent => ({ call: plan.callOf(one), fate: one.fate })));
});

/** Remembers which key each card was last sold under. */
class Plan {
  private keys = 0;
  private readonly last = new Map<number, { till: number; key: number }>();

  callOf({ what, card, till }: Move): ModelCall {
    const last = this.last.get(card) ?? { till, key: 0 };
    switch (what) {
      case 'sell':
      case 'sell offline': {
        const at = { till, key: ++this.keys };
        this.last.set(card, at);
        return { kind: what === 'sell' ? 'sell' : 'stored', ...at, card };
      }
      case 'repeat as a stored sale':
        return { kind: 'stored', ...last, card };
      case 'repeat':
        return { kind: 'sell', ...last, card };
      case 'sell under the key of another card':
        return { kind: 'sell', ...(this.last.get((card + 1) % CARDS) ?? last), card };
      case 'reverse the next sale':
        return { kind: 'reverse', till, key: this.keys + 1 };
      case 'reverse':
      case 'void':
      case 'status':
        return { kind: what, ...last };
      case 'redeem':
        return { kind: 'redeem', card };
    }
  }
}

jest.setTimeout(180_000);

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
      { numRuns: 50 },
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

  private saleOf({ till, key, card }: Extract<ModelCall, { kind: 'sell' | 'stored' }>) {
    const at = { till: this.tills[till]!, key: `${this.run}-${key}` };
    return { ...at, cardId: this.cards[card]!.id, amountMinor: 3_000n, currency: 'USD' };
  }

  private async serve(call: ModelCall): Promise<string> {
    switch (call.kind) {
      case 'sell':
        await this.sales.sell(this.saleOf(call));
        return 'sold';
      case 'stored': {
        const [answer] = await this.sales.sellStored([this.saleOf(call)]);
        if ('problem' in answer!) throw answer.problem;
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
