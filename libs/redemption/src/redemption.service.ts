import { Injectable } from '@nestjs/common';
import { readPin } from '#lib/cards';
import { type GroupResult, HotPath, type Tx, databaseNow } from '#lib/database';
import { Problem } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import { lockDevices } from '#lib/subscriptions';
import { NeutralDelay } from './neutral-delay.js';
import { type FoundCard, canariesAmong, lockCardsByPin, readStandingByPin } from './redemption.store.js';
import type { PinTry, TryAnswer } from './redemption.types.js';
import { TryGroup } from './try-group.js';

/** What a customer sends, from whatever channel. */
export interface PinRequest {
  /** As typed; spaces, hyphens and Arabic-Indic digits are fine. */
  readonly pin: string;
  readonly serialCard?: bigint;
  readonly deviceNumber: string;
  readonly channel: string;
  readonly source: string;
  readonly key?: string;
}

type Answered<Kind extends TryAnswer['kind']> = Extract<TryAnswer, { kind: Kind }>;

/** A PIN to device time, on the hot path (design §6). Preview is a try too: same budget, same refusals. */
@Injectable()
export class RedemptionService {
  private readonly tries;
  private readonly delay = new NeutralDelay();

  constructor(
    hotPath: HotPath,
    private readonly keyring: Keyring,
  ) {
    this.tries = hotPath.grouped<PinTry, TryAnswer>(serveTries);
  }

  async preview(request: PinRequest): Promise<Answered<'previewed'>> {
    return (await this.try('preview', request)) as Answered<'previewed'>;
  }

  /** Credits the card's months to the device, once; whoever repeats it gets the same answer. */
  async redeem(request: PinRequest): Promise<Answered<'redeemed'>> {
    return (await this.try('redeem', request)) as Answered<'redeemed'>;
  }

  private async try(
    verb: PinTry['verb'],
    { pin: typed, ...request }: PinRequest,
  ): Promise<Exclude<TryAnswer, { kind: 'refused' }>> {
    const startedMs = performance.now();
    const reading = readPin(typed);
    if (reading.kind !== 'pin') throw malformed(reading.kind);
    const answer = await this.tries.run({ verb, digests: this.keyring.digests(reading.pin), ...request });
    if (answer.kind !== 'refused') return answer;
    if (answer.code === 'pin.not_usable') await this.delay.until(startedMs);
    throw new Problem(answer.code);
  }
}

/** The check digit is public, so what is told here tells nothing; no such try reaches the database. */
function malformed(kind: 'malformed' | 'check_digit' | 'luhn'): Problem {
  if (kind === 'check_digit') return new Problem('pin.check_digit');
  if (kind === 'luhn')
    return new Problem(
      'pin.check_digit',
      'That is the card number or a bank card; the PIN is under the scratch panel.',
    );
  const errors = [{ pointer: '/pin', detail: 'The PIN has 16 digits.', code: 'pin' }];
  return new Problem('request.invalid', 'The PIN has 16 digits.', { errors });
}

/** Locks cards, then devices, then reads what stands on the cards; decides in order; sends what the group writes. */
export async function serveTries(tx: Tx, tries: readonly PinTry[]): Promise<GroupResult<TryAnswer>> {
  const digests = tries.flatMap((one) => one.digests.map(({ digest }) => digest));
  const numbers = [...new Set(tries.map(({ deviceNumber }) => deviceNumber))];
  const [found, devices, standings, now] = await Promise.all([
    lockCardsByPin(tx, digests),
    lockDevices(tx, numbers),
    readStandingByPin(tx, digests),
    databaseNow(tx),
  ]);
  const canaries = await readCanaries(tx, found);
  const group = new TryGroup({ found, devices, standings, canaries, now });
  const answers = tries.map((one) => group.answer(one));
  return { answers, writes: group.writes(tx) };
}

/** Asks only where a spoiled card was found: a try of any other card pays nothing for it. */
async function readCanaries(tx: Tx, found: readonly FoundCard[]): Promise<ReadonlySet<bigint>> {
  const spoiled = found.filter(({ card }) => card.state === 'spoiled').map(({ card }) => card.id);
  return spoiled.length === 0 ? new Set() : canariesAmong(tx, spoiled);
}
