import { serialOf } from '#lib/cards';

/** A slip never shows a whole serial: with it and a receipt number a found slip could claim a replacement. */
export function slipSerial(cardId: bigint): string {
  const serial = serialOf(cardId);
  return `${serial.slice(0, 4)} ${serial.slice(4, 6)}•• •••• ${serial.slice(-4)}`;
}
