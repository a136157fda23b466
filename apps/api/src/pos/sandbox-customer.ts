import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SANDBOX_PLAN, SandboxService } from '#lib/activation';
import { serialOf } from '#lib/cards';
import type { TerminalIdentity } from '#lib/http';
import { RedemptionService } from '#lib/redemption';
import { SubscriptionsService } from '#lib/subscriptions';
import type { RedeemedSandboxCardDto } from './sandbox.dto.js';

const DIGITS = 9;

/** Whoever bought a sandbox's card: gets a phone of the sandbox's own, scratches the card and uses its PIN. */
@Injectable()
export class SandboxCustomer {
  constructor(
    private readonly sandbox: SandboxService,
    private readonly subscriptions: SubscriptionsService,
    private readonly redemptions: RedemptionService,
  ) {}

  /** A redemption like any other; `source` is the address it comes from. */
  async redeem(till: TerminalIdentity, cardId: bigint, source: string): Promise<RedeemedSandboxCardDto> {
    const pin = await this.sandbox.newPin(till, cardId);
    const device = `999${String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')}`;
    await this.subscriptions.addDevice({ number: device, plan: SANDBOX_PLAN, zone: till.zone });
    const request = { pin, serialCard: cardId, deviceNumber: device, channel: 'sandbox', source };
    const { redemption } = await this.redemptions.redeem(request);
    return { serial: serialOf(cardId), state: redemption.state, device };
  }
}
