const NAME = 'register-receipt';

/** `R-261124-0017`: counted from 1 each day on this till, on paper and in the system. */
export function nextReceipt(now = new Date()): string {
  const day = [now.getFullYear() % 100, now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  const [lastDay, last] = (localStorage.getItem(NAME) ?? '').split(' ');
  const number = lastDay === day ? Number(last) + 1 : 1;
  localStorage.setItem(NAME, `${day} ${number}`);
  return `R-${day}-${String(number).padStart(4, '0')}`;
}
