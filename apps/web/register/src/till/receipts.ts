/**
 * `R-261124-0017`: counted from 1 each day on this till, on paper and in the system. The one before it is the number of
 * the sale that lay on the counter last.
 */
export function receiptAfter(last: string | undefined, now = new Date()): string {
  const day = [now.getFullYear() % 100, now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  const [, lastDay, lastNumber] = /^R-(\d{6})-(\d{4,})$/.exec(last ?? '') ?? [];
  const number = lastDay === day ? Number(lastNumber) + 1 : 1;
  return `R-${day}-${String(number).padStart(4, '0')}`;
}
