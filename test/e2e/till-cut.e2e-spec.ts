import { generateKeyPairSync } from 'node:crypto';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { RetailService } from '#lib/retail';
import { type Signer, openSigner, signRequest } from '#lib/till-client';
import { TestApi } from '../support/api.js';
import { type Cut, CuttingProxy } from '../support/cutting-proxy.js';
import { type StockCard, World } from '../support/world.js';

const SALES_AT_ONCE = 16;
const PATH = '/v1/pos/activations';

describe('a line that breaks after any byte of a sale', () => {
  let world: World;
  let api: TestApi;
  let proxy: CuttingProxy;
  let signer: Signer;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url });
    proxy = await CuttingProxy.listen({ host: '127.0.0.1', port: Number(new URL(api.url).port), tls: false });
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await world.transactions.run((tx) =>
      world.get(RetailService).addKey(tx, world.till.terminalId, { publicKey, keyId: 'cut-till' }),
    );
    signer = await openSigner('cut-till', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  });
  afterAll(async () => {
    await proxy.close();
    await api.close();
    await world.close();
  });

  it.each(['question', 'answer'] as const)('cut in the %s: the same key again is one sale', async (where) => {
    const [first] = await world.stock(1);
    const whole = await sale(first!, 'whole');
    const bytes = where === 'question' ? whole.sentBytes : whole.answeredBytes;
    expect(bytes).toBeGreaterThan(400);
    const cards = await world.stock(bytes);
    const kind = where === 'question' ? ('cut_question' as const) : ('cut' as const);
    const learned: string[] = [];
    await inParts(cards, SALES_AT_ONCE, async (card, afterBytes) => {
      proxy.plan({ kind, afterBytes } satisfies Cut);
      const cut = await sale(card, card.serial).then(
        () => 'answered',
        () => 'no answer',
      );
      learned.push(cut);
      const again = await sale(card, card.serial, api.url);
      expect({ afterBytes, status: again.status }).toEqual({ afterBytes, status: 201 });
      const third = await sale(card, card.serial, api.url);
      expect({ status: third.status, replayed: third.replayed, body: third.body }).toEqual({
        status: 201,
        replayed: 'true',
        body: again.body,
      });
    });
    // A cut before the last byte is never taken for an answer.
    expect(new Set(learned)).toEqual(new Set(['no answer']));
    const [sold] = await world.rows<{ sales: number; cards: number }>(
      `SELECT count(*)::int AS sales, count(DISTINCT card_id)::int AS cards FROM activation
        WHERE state = 'active' AND card_id = ANY($1::bigint[])`,
      [cards.map(({ id }) => String(id))],
    );
    expect(sold).toEqual({ sales: cards.length, cards: cards.length });
    expect(await world.broken()).toEqual([]);
  });

  /** Over a connection of its own. */
  async function sale(card: StockCard, key: string, base = `http://127.0.0.1:${proxy.port}`): Promise<Exchange> {
    const body = JSON.stringify({ code: card.serial, amountMinor: 3_000, currency: 'USD' });
    const headers = await signRequest({ method: 'POST', path: PATH, body, idempotencyKey: key }, signer);
    return exchange(`${base}${PATH}`, body, headers);
  }
});

interface Exchange {
  readonly status: number;
  readonly replayed: string | undefined;
  readonly body: string;
  readonly sentBytes: number;
  readonly answeredBytes: number;
}

function exchange(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method: 'POST', headers, agent: false }, (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        if (!answer.complete) return reject(new Error('the answer was cut'));
        const { bytesRead, bytesWritten } = answer.socket;
        resolve({
          status: answer.statusCode!,
          replayed: answer.headers['idempotency-replayed'] as string | undefined,
          body: Buffer.concat(chunks).toString(),
          sentBytes: bytesWritten,
          answeredBytes: bytesRead,
        });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function inParts<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += atOnce) {
    await Promise.all(items.slice(from, from + atOnce).map((item, i) => work(item, from + i)));
  }
}
