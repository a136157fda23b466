import { CARDS_A_BATCH, DigitSource, makePin, serialOf } from '#lib/cards';
import { newId } from '#lib/kernel';
import { account } from '#lib/ledger';
import { type Signer, makeTerminalKey, openSigner, signRequest } from '#lib/till-client';
import { Prepared, wireRequest } from './load.js';
import type { Stage } from './stage.js';

export type What = 'activation' | 'redemption';

const PRICE_MINOR = 3_000;
const COMMISSION_MINOR = 240;
const KEY_ID = 'bench-till';
const CHUNK = 20_000;
/** Far fewer cards a device than the months a device may be paid ahead. */
const DEVICES = 100_000;
const FIRST_DEVICE = 5_000_000_000;
const SALE_PATH = '/v1/pos/activations';
const REDEMPTION_PATH = '/v1/redemptions';

/** The cards of both sides, in one batch: ours first, with PINs that are known here; raw's behind them. */
export class Stock {
  private used = 0;

  private constructor(
    readonly what: What,
    private readonly first: bigint,
    private readonly pins: readonly string[],
    private readonly signer: Signer,
  ) {}

  static async make(stage: Stage, what: What, ours: number, raw: number): Promise<Stock> {
    const { source, keyring } = stage;
    const { privateKeyPem, publicKey } = await makeTerminalKey();
    const places = await makePlaces(stage, Buffer.from(publicKey));
    const total = ours + raw;
    const [{ id: batchId, product_id: productId }] = await source.query(
      `WITH p AS (INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
         VALUES ('Bench', 'home', 1, ${PRICE_MINOR}, 'USD', '09501101530003', 24, 24) RETURNING *)
       INSERT INTO batch (id, product_id, quantity, state, months, price_minor, currency, gtin, plan, sell_by, after_sale_months, chunk_size, minted, pepper_id, requested_by)
       SELECT nextval('batch_number'), id, $1::int, 'released', months, price_minor, currency, gtin, plan, current_date + 365, 24, 1000, $1::int, $2, $3 FROM p
       RETURNING id, product_id`,
      [total, keyring.newestPepperId, newId()],
    );
    const first = BigInt(batchId) * CARDS_A_BATCH;
    const digits = new DigitSource();
    const pins = Array.from({ length: ours }, () => makePin(digits));
    for (let from = 0; from < ours; from += CHUNK) {
      const part = pins.slice(from, from + CHUNK);
      await source.query(
        `INSERT INTO card (id, pin_digest, pepper_id, state, store_id) SELECT id, digest, $3, 'in_store', $4 FROM unnest($1::bigint[], $2::bytea[]) AS c (id, digest)`,
        [
          part.map((_, i) => String(first + BigInt(from + i))),
          part.map((pin) => keyring.digest(keyring.newestPepperId, pin)),
          keyring.newestPepperId,
          places.storeId,
        ],
      );
    }
    // Raw has no key to keep: its digests are a hash that the function computes anew, where the API computes an HMAC.
    const firstRaw = first + BigInt(ours);
    await source.query(
      `INSERT INTO card (id, pin_digest, pepper_id, state, store_id)
       SELECT id, bench_digest(id), $3, 'in_store', $4 FROM generate_series($1::bigint, $2::bigint) AS g (id)`,
      [String(firstRaw), String(firstRaw + BigInt(raw - 1)), keyring.newestPepperId, places.storeId],
    );
    await source.query(
      `INSERT INTO card_event (kind, first_card, last_card, actor, store_id)
       SELECT kind, $1, $2, 'system', $3 FROM unnest(ARRAY['mint', 'ship', 'receive']) AS k (kind)`,
      [String(first), String(first + BigInt(total - 1)), places.storeId],
    );
    if (what === 'redemption') await sellAll(stage, { ...places, productId });
    await source.query(`CREATE SEQUENCE bench_next START ${firstRaw} CACHE 20`);
    await source.query(rawFunction(what, { ...places, productId, batchId, firstCard: first }));
    await source.query('VACUUM ANALYZE');
    return new Stock(what, first, pins, await openSigner(KEY_ID, privateKeyPem));
  }

  /** Signed ahead of the slice, so that the load costs the machine as little as it can. */
  async prepare(count: number): Promise<Prepared> {
    const requests: Buffer[] = [];
    for (const end = Math.min(this.used + count, this.pins.length); this.used < end; this.used++) {
      requests.push(await (this.what === 'activation' ? this.sale(this.used) : this.redemption(this.used)));
    }
    return new Prepared(requests);
  }

  private async sale(index: number): Promise<Buffer> {
    const code = serialOf(this.first + BigInt(index));
    const body = JSON.stringify({ code, amountMinor: PRICE_MINOR, currency: 'USD' });
    const request = { method: 'POST', path: SALE_PATH, body, idempotencyKey: newId() } as const;
    const headers = await signRequest(request, this.signer);
    return wireRequest(SALE_PATH, { ...headers, 'x-forwarded-for': addressOf(index) }, body);
  }

  private redemption(index: number): Buffer {
    const body = JSON.stringify({ pin: this.pins[index]!, device: String(FIRST_DEVICE + (index % DEVICES)) });
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': newId(),
      'x-forwarded-for': addressOf(index),
    };
    return wireRequest(REDEMPTION_PATH, headers, body);
  }
}

function addressOf(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}

interface Places {
  readonly retailerId: number;
  readonly storeId: number;
  readonly terminalId: number;
}

async function makePlaces({ source }: Stage, publicKey: Buffer): Promise<Places> {
  await source.query(
    `CREATE FUNCTION bench_digest(card bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT substring(sha256(int8send(card)) FOR 16)'`,
  );
  const [{ id: retailerId }] = await source.query(
    `INSERT INTO retailer (name, receiving, commission_bp, sells_in_bursts) VALUES ('Bench', 'strict', 800, true) RETURNING id`,
  );
  const [{ id: storeId }] = await source.query(
    `INSERT INTO store (retailer_id, name, zone) VALUES ($1, 'Main', 'America/New_York') RETURNING id`,
    [retailerId],
  );
  const [{ id: terminalId }] = await source.query(
    `INSERT INTO terminal (store_id, name) VALUES ($1, 'Till 1') RETURNING id`,
    [storeId],
  );
  await source.query('INSERT INTO terminal_key (key_id, terminal_id, public_key) VALUES ($1, $2, $3)', [
    KEY_ID,
    terminalId,
    publicKey,
  ]);
  return { retailerId, storeId, terminalId };
}

/** For redemption: every card sold, and devices to redeem them on. */
async function sellAll({ source }: Stage, places: Places & { readonly productId: number }): Promise<void> {
  const { terminalId, retailerId, storeId, productId } = places;
  await source.query(
    `INSERT INTO activation (id, terminal_id, key, fingerprint, state, card_id, retailer_id, store_id, product_id, months, amount_minor, currency,
       commission_minor, authorization_code, activated_at, business_date)
     SELECT uuidv7(), $1, 'sold-' || id, bench_digest(id), 'active', id, $2, $3, $4, 1, ${PRICE_MINOR}, 'USD', ${COMMISSION_MINOR}, 'BENCHMRK', now(), current_date FROM card`,
    [terminalId, retailerId, storeId, productId],
  );
  await source.query(
    `UPDATE card SET state = 'active', activation_id = a.id FROM activation a WHERE a.card_id = card.id`,
  );
  await source.query(
    `INSERT INTO device (number, plan, zone) SELECT (${FIRST_DEVICE} + n)::text, 'home', 'America/New_York' FROM generate_series(0, ${DEVICES - 1}) AS g (n)`,
  );
}

interface RawPlaces extends Places {
  readonly productId: number;
  readonly batchId: number;
  readonly firstCard: bigint;
}

/** The yardstick: one call that reads and writes what the API does for one card, with the decision left out. */
function rawFunction(what: What, places: RawPlaces): string {
  return what === 'activation' ? rawActivation(places) : rawRedemption(places);
}

/**
 * The retailer's credit is left out of it, though ours takes from it with every group: each of raw's transactions would hold
 * a stripe of its own until its commit, and sixty-four of them would wait for sixteen.
 */
function rawActivation({ terminalId, retailerId, storeId, productId, batchId }: RawPlaces): string {
  const receivable = account('receivable', retailerId);
  return `CREATE FUNCTION bench_activation(p bigint) RETURNS uuid LANGUAGE plpgsql AS $$
    DECLARE f record; sale uuid := uuidv7(); at timestamptz := clock_timestamp(); day date;
    BEGIN
      SELECT c.id, c.state, c.store_id, c.activation_id, c.blocked_from, b.state AS batch_state, b.product_id, b.months, b.price_minor, b.currency,
             b.gtin, b.plan, b.sell_by, b.after_sale_months
        INTO STRICT f FROM card c JOIN batch b ON b.id = c.id / 10000000 WHERE c.id = p FOR NO KEY UPDATE OF c;
      PERFORM FROM activation a WHERE a.terminal_id = ${terminalId} AND a.key = 'raw-' || p;
      IF FOUND THEN RAISE 'key used'; END IF;
      PERFORM FROM activation a WHERE a.card_id = p AND a.state <> 'active';
      IF FOUND THEN RAISE 'undone before'; END IF;
      PERFORM min(t.at), max(t.at) FROM attempt t WHERE t.card_id = p GROUP BY t.card_id;
      IF FOUND THEN RAISE 'exposed'; END IF;
      day := (at AT TIME ZONE 'America/New_York')::date;
      IF f.state <> 'in_store' OR f.batch_state <> 'released' OR day > f.sell_by THEN RAISE 'not sellable: %', p; END IF;
      INSERT INTO activation (id, terminal_id, key, fingerprint, state, card_id, retailer_id, store_id, product_id, months, amount_minor, currency,
          commission_minor, authorization_code, activated_at, business_date)
        VALUES (sale, ${terminalId}, 'raw-' || p, bench_digest(p), 'active', p, ${retailerId}, ${storeId}, f.product_id, f.months, f.price_minor, f.currency,
          ${COMMISSION_MINOR}, 'BENCHMRK', at, day);
      UPDATE card SET state = 'active', activation_id = sale WHERE id = p AND state = 'in_store';
      INSERT INTO card_event (kind, first_card, last_card, actor, store_id, source, detail)
        VALUES ('activate', p, p, 'terminal:${terminalId}', ${storeId}, sale, jsonb_build_object('key', sale));
      INSERT INTO transfer (id, source, kind, debit, credit, asset, amount, business_date) VALUES
        (uuidv7(), sale, 'sale', ${receivable}, ${account('card_liability', productId)}, 'USD', f.price_minor, day),
        (uuidv7(), sale, 'sale.commission', ${account('commission', productId)}, ${receivable}, 'USD', ${COMMISSION_MINOR}, day),
        (uuidv7(), sale, 'sale.months', ${account('month.sold', productId)}, ${account('month.stock', batchId)}, 'MONTH', f.months, day);
      RETURN sale;
    END $$`;
}

function rawRedemption({ productId, firstCard }: RawPlaces): string {
  return `CREATE FUNCTION bench_redemption(p bigint) RETURNS uuid LANGUAGE plpgsql AS $$
    DECLARE f record; d record; s record; grant_id uuid := uuidv7(); at timestamptz := clock_timestamp(); day date; since date; n int; thru date; spent int;
    BEGIN
      SELECT c.id, c.state, c.store_id, c.activation_id, c.blocked_from, b.state AS batch_state, b.product_id, b.months, b.price_minor, b.currency,
             b.gtin, b.plan, b.sell_by, b.after_sale_months
        INTO STRICT f FROM card c JOIN batch b ON b.id = c.id / 10000000 WHERE c.pin_digest = bench_digest(p) FOR NO KEY UPDATE OF c;
      SELECT id, number, plan, zone, account_id, anchor, anchor_months, paid_through
        INTO STRICT d FROM device WHERE number = (${FIRST_DEVICE} + (p - ${firstCard}) % ${DEVICES})::text FOR NO KEY UPDATE;
      SELECT a.id AS sale_id, a.business_date, a.amount_minor, a.currency, r.id,
             ARRAY(SELECT w.reason FROM card_watch w WHERE w.card_id = c.id ORDER BY w.since, w.reason) AS watches
        INTO STRICT s FROM card c LEFT JOIN activation a ON a.id = c.activation_id
        LEFT JOIN redemption r ON r.card_id = c.id AND r.state IN ('granted', 'held') WHERE c.pin_digest = bench_digest(p);
      IF f.state <> 'active' OR f.batch_state <> 'released' OR s.id IS NOT NULL OR s.watches <> '{}' OR d.plan <> f.plan THEN RAISE 'not usable: %', p; END IF;
      day := (at AT TIME ZONE d.zone)::date;
      IF d.paid_through IS NULL THEN since := day; n := f.months; ELSE since := d.anchor; n := d.anchor_months + f.months; END IF;
      thru := since + make_interval(months => n);
      spent := thru - coalesce(d.paid_through, day - 1);
      INSERT INTO attempt (id, verb, channel, outcome, card_id, device_id, source) VALUES (uuidv7(), 'redeem', 'api', 'known', f.id, d.id, '10.0.0.1');
      INSERT INTO redemption (id, card_id, activation_id, device_id, key, kind, state, channel, receipt, months, paid_through, requested_at)
        VALUES (grant_id, f.id, s.sale_id, d.id, grant_id::text, 'card', 'granted', 'api', 'R-' || p, f.months, thru, at);
      UPDATE card SET state = 'redeemed' WHERE id = f.id AND state = 'active';
      INSERT INTO card_event (kind, first_card, last_card, actor, source, detail)
        VALUES ('redeem', f.id, f.id, 'customer', grant_id, jsonb_build_object('channel', 'api', 'receipt', 'R-' || p, 'device', '••' || right(d.number, 2)));
      INSERT INTO device_grant (device_id, kind, source, months, days, granted_on, anchor, anchor_months, through)
        VALUES (d.id, 'card', grant_id, f.months, spent, day, since, n, thru);
      UPDATE device SET anchor = since, anchor_months = n, paid_through = thru WHERE id = d.id;
      INSERT INTO transfer (id, source, kind, debit, credit, asset, amount, business_date) VALUES
        (uuidv7(), grant_id, 'redemption', ${account('card_liability', productId)}, ${account('deferred', productId)}, 'USD', s.amount_minor, day),
        (uuidv7(), grant_id, 'redemption.months', ${account('month.redeemed', productId)}, ${account('month.sold', productId)}, 'MONTH', f.months, day),
        (uuidv7(), grant_id, 'grant.days', ${account('day.device')} + d.id, ${account('day.issuer')}, 'DAY', spent, day);
      RETURN grant_id;
    END $$`;
}
