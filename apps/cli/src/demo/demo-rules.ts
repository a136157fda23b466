import type { Config } from '#lib/runtime';

/** Reserved (RFC 2606): no demo person can have real mail. */
export const DEMO_EMAIL_DOMAIN = 'demo.reup.example';

/** What the demo's cards are printed with. */
export const DEMO_TEMPLATE = 'Re-Up A4';

/** Why no demo world may be made here, `undefined` when it may: its passwords lie in a file (risks §7 "First start"). */
export function whyNoDemo({ production, loopback, host }: Config): string | undefined {
  if (production) return 'the demo world is not for production';
  if (!loopback) return `the demo world is only for this machine, and HOST is ${host}`;
  return undefined;
}
