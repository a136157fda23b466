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
import { SaleTerms1764000014000 } from './1764000014000-sale-terms.js';
import { TillLife1764000015000 } from './1764000015000-till-life.js';
import { TillRules1764000016000 } from './1764000016000-till-rules.js';
import { Webhooks1764000017000 } from './1764000017000-webhooks.js';
import { StoredSales1764000018000 } from './1764000018000-stored-sales.js';
import { Sandbox1764000019000 } from './1764000019000-sandbox.js';

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
  SaleTerms1764000014000,
  TillLife1764000015000,
  TillRules1764000016000,
  Webhooks1764000017000,
  StoredSales1764000018000,
  Sandbox1764000019000,
];
