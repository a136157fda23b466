/** What every slip says beside the facts of its sale (domain §4): in the words of the card. */
export const SLIP_STEPS: readonly string[] = [
  'The PIN is under the panel of your card. Scratch gently.',
  'Go to the address below, or scan the code on the card.',
  'Type the 16 digits and your phone’s number.',
];

export const SLIP_NOTICES: readonly string[] = [
  'Keep this slip: it is your proof of payment.',
  'A card whose panel was opened is not taken back, unless it is faulty.',
  'Never read the PIN to anyone on the phone. Nobody who helps you needs it.',
];
