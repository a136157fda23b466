import { existsSync } from 'node:fs';
import { type Browser, type Page, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const HAS_CHROMIUM = existsSync(CHROMIUM);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * Everything that must never happen on a page of ours, as it happens: console errors and warnings (a breach of the
 * content policy is one), thrown errors, requests to anybody else. The browser's own PDF viewer is nobody else.
 */
export function watchPage(page: Page, origin: string): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusedCall(message.text())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|chrome|chrome-extension):/.test(url)) wrong.push(`asked ${url}`);
  });
  return wrong;
}

/** The browser writes every refused call to the console. The page shows a 4xx, and asks again after a busy 503. */
function isRefusedCall(text: string): boolean {
  return /^Failed to load resource: the server responded with a status of (4\d\d|503)/.test(text);
}

/** How far the page is wider than its window, in px. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}
