/** A code lasts until the half minute is over; then all of them are asked for again. A page in the background waits. */
export const CODES_SCRIPT = `'use strict';
async function renew() {
  const answer = await fetch('/demo/codes').catch(() => undefined);
  if (answer?.ok) {
    const codes = await answer.json();
    for (const place of document.querySelectorAll('[data-code-of]')) {
      place.textContent = codes[place.dataset.codeOf] ?? place.textContent;
    }
  }
  again();
}
function again() {
  setTimeout(renew, 30_000 - (Date.now() % 30_000) + 250);
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void renew();
});
again();
`;
