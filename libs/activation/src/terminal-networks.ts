import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { type TerminalIdentity, networkOf } from '#lib/http';
import { raiseAlert } from '#lib/risk';

type AtTerminal = Pick<TerminalIdentity, 'terminalId' | 'storeId' | 'retailerId' | 'sandbox'>;

/** Networks of tills that one process remembers; beyond, it asks the database again. */
const SEEN_MAX = 50_000;
/** So many are written at once; whoever comes meanwhile is noted by a later call. */
const UNDER_WAY_MAX = 2;

/**
 * Where tills speak from (`terminal.network`): a till stands still, so a network that it never spoke from may be a
 * stolen key. The very first one is where it was set up. Remembered in the process: the database is asked only
 * about a network that is new here, after the answer has gone out.
 */
@Injectable()
export class TerminalNetworks implements BeforeApplicationShutdown {
  private readonly seen = new Set<string>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly logger = new Logger(TerminalNetworks.name);

  constructor(private readonly transactions: Transactions) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** Gives nothing to wait for, and never fails. */
  note(terminal: AtTerminal, address: string): void {
    // A sandbox's keys are passed round among its integrators.
    const network = terminal.sandbox ? undefined : networkOf(address);
    if (network === undefined) return;
    const name = `${terminal.terminalId} ${network}`;
    if (this.seen.has(name) || this.underWay.size >= UNDER_WAY_MAX) return;
    if (this.seen.size >= SEEN_MAX) this.seen.clear();
    this.seen.add(name);
    const noted = this.write(terminal, network, name).finally(() => this.underWay.delete(noted));
    this.underWay.add(noted);
  }

  private async write(terminal: AtTerminal, network: string, name: string): Promise<void> {
    try {
      await this.transactions.run((tx) => noteNetwork(tx, terminal, network));
    } catch (error) {
      // The next call from there tries again.
      this.seen.delete(name);
      this.logger.warn(`The network of terminal ${terminal.terminalId} was not noted: ${String(error)}`);
    }
  }
}

/** Under the terminal's row: of two first networks at once the second one is new. */
async function noteNetwork(tx: Tx, { terminalId, storeId, retailerId }: AtTerminal, network: string): Promise<void> {
  const known = await tx.rows('SELECT FROM terminal_network WHERE terminal_id = $1 AND network = $2::cidr', [
    terminalId,
    network,
  ]);
  if (known.length > 0) return;
  await tx.rows('SELECT FROM terminal WHERE id = $1 FOR NO KEY UPDATE', [terminalId]);
  const [row] = await tx.rows<{ others: number; newest: string | null }>(
    `WITH noted AS (
       INSERT INTO terminal_network (terminal_id, network) VALUES ($1, $2::cidr) ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS others, (array_agg(network::text ORDER BY first_at DESC))[1] AS newest
       FROM terminal_network WHERE terminal_id = $1 AND network <> $2::cidr AND EXISTS (SELECT FROM noted)`,
    [terminalId, network],
  );
  if (row === undefined || row.others === 0) return;
  const facts = { network, before: row.newest, networksBefore: row.others };
  const subject = `terminal:${terminalId}`;
  await raiseAlert(tx, { rule: 'terminal.network', subject, evidence: network, retailerId, storeId, facts });
}
