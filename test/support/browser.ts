import { existsSync } from 'node:fs';
import { type Browser, type ConsoleMessage, type Page, chromium } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const HAS_CHROMIUM = existsSync(CHROMIUM);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
}

/**
 * Everything that must never happen on a page of ours, as it happens: console errors and warnings (a breach of the
 * content policy is one), thrown errors, requests to anybody else. The browser's own PDF viewer is nobody else.
 */
export function watchPage(page: Page, origin: string): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusedCall(message)) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|chrome|chrome-extension):/.test(url)) wrong.push(`asked ${url}`);
  });
  return wrong;
}

/**
 * The browser writes every refused call to the console, and the page shows a 4xx. A 503 is none of these, but for the
 * printer of previews, whom the page asks again while others wait for it.
 */
function isRefusedCall(message: ConsoleMessage): boolean {
  const [, status] =
    /^Failed to load resource: the server responded with a status of (\d{3})/.exec(message.text()) ?? [];
  if (status === '503') return new URL(message.location().url).pathname === '/v1/office/templates/preview';
  return status?.startsWith('4') === true;
}

/** How far the page is wider than its window, in px. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}
