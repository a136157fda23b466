import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type TimelineItemDto, getBatchTimeline } from '../../api/index.js';
import { type Happening, Loaded, Panel, Timeline, count, grouped, words } from '../../parts/index.js';

const SHOWN: Readonly<Record<string, string>> = {
  'batch.request': 'Asked for',
  'batch.ask': 'Asked again',
  'batch.approve': 'Approved',
  'batch.reject': 'Rejected',
  'batch.cancel': 'Cancelled',
  'batch.pause': 'Mint paused',
  'batch.resume': 'Mint resumed',
  'batch.mint': 'All cards made',
  'batch.seal_began': 'Seal began',
  'batch.seal': 'Sealed: the key is destroyed',
  'batch.release': 'Released for sale',
  'batch.freeze': 'Frozen',
  'batch.unfreeze_asked': 'Asked to lift the freeze',
  'batch.unfreeze_rejected': 'The freeze stays',
  'batch.unfreeze': 'Freeze lifted',
  'batch.spoil': 'Cards counted as ruined',
  'batch.close': 'Closed',
  'sheet.request': 'Sheets asked for',
  'sheet.download': 'Sheet downloaded',
  'bundle.request': 'Bundle asked for',
  'bundle.approve': 'Second bundle agreed to',
  'bundle.reject': 'Second bundle refused',
  'bundle.download': 'Bundle left the house',
  'bundle.expire': 'Bundle was not fetched in time',
  'bundle.receipt': 'Receipt of the print house entered',
  'bundle.spoilage': 'Cards ruined at the print house',
  'bundle.certificate': 'Certificate of destruction entered',
  'stock.ship': 'Shipped',
};
const GOOD = /\.(approve|mint|seal|release|unfreeze|close|certificate)$/;
const BAD = /\.(reject|cancel|freeze|unfreeze_rejected|pause|spoil|expire)$/;

/** Who did what to the batch, the newest on top. */
export function BatchTimeline({ batchId }: { readonly batchId: string }): ReactNode {
  const query = useQuery({
    queryKey: ['batch', batchId, 'timeline'],
    queryFn: ({ signal }) => getBatchTimeline({ path: { id: batchId }, signal }),
  });
  return (
    <Panel title="What happened">
      <Loaded query={query} lines={5} what="The time line">
        {({ items }) => <Timeline name="What happened to the batch" of={items.map(happening).reverse()} />}
      </Loaded>
    </Panel>
  );
}

function happening({ at, what, who, detail }: TimelineItemDto, nth: number): Happening {
  return {
    key: String(nth),
    at,
    what: SHOWN[what] ?? words(what),
    who,
    detail: detailOf(detail),
    tone: GOOD.test(what) ? 'good' : BAD.test(what) ? 'bad' : 'plain',
  };
}

/** Ids and digests are for the audit log; here stands what a person wants to read. */
function detailOf(detail: object | null): string | null {
  const shown = Object.entries(detail ?? {})
    .filter(([name]) => !name.endsWith('Id'))
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .filter(([, value]) => !/^[0-9a-f]{32,}$|^[0-9a-f-]{36}$/.test(String(value)))
    .map(([name, value]) => `${words(name.replace(/([A-Z])/g, ' $1').toLowerCase())}: ${valueText(value)}`);
  return shown.length === 0 ? null : shown.join(' · ');
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return count(value);
  const text = String(value);
  return /^97\d{14}$/.test(text) ? grouped(text) : text;
}
