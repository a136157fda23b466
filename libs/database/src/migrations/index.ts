import { Foundations1764000000000 } from './1764000000000-foundations.js';
import { Retail1764000001000 } from './1764000001000-retail.js';
import { Cards1764000002000 } from './1764000002000-cards.js';
import { Ledger1764000003000 } from './1764000003000-ledger.js';
import { Activation1764000004000 } from './1764000004000-activation.js';
import { Subscriptions1764000005000 } from './1764000005000-subscriptions.js';
import { Redemption1764000006000 } from './1764000006000-redemption.js';
import { Access1764000007000 } from './1764000007000-access.js';
import { Stock1764000008000 } from './1764000008000-stock.js';
import { Outbox1764000009000 } from './1764000009000-outbox.js';
import { Approvals1764000010000 } from './1764000010000-approvals.js';
import { Templates1764000011000 } from './1764000011000-templates.js';
import { PrintHouses1764000012000 } from './1764000012000-print-houses.js';
import { StockKeeping1764000013000 } from './1764000013000-stock-keeping.js';

/** In order. A migration that has landed is never edited: write the next one. */
export const MIGRATIONS = [
  Foundations1764000000000,
  Retail1764000001000,
  Cards1764000002000,
  Ledger1764000003000,
  Activation1764000004000,
  Subscriptions1764000005000,
  Redemption1764000006000,
  Access1764000007000,
  Stock1764000008000,
  Outbox1764000009000,
  Approvals1764000010000,
  Templates1764000011000,
  PrintHouses1764000012000,
  StockKeeping1764000013000,
];
