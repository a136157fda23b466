import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { previewKeptTemplate } from '../../api/index.js';
import { everyProduct } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { WHILE_BUSY, inTurn } from './in-turn.js';
import { PreviewPanel, previewOf, useObjectUrl } from './preview.js';

/** How a kept template looks with a product's texts; for those who may ask for it. */
export function KeptPreview({ templateId }: { readonly templateId: string }): ReactNode {
  const mayLook = useMay('batch-manager', 'approver');
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const { data: products = [] } = useQuery({ ...everyProduct, enabled: mayLook });
  const productId = chosen ?? products[0]?.id;
  const pdf = useQuery({
    queryKey: ['template-preview', templateId, productId],
    queryFn: ({ signal }) =>
      inTurn(() => previewKeptTemplate({ path: { id: templateId }, query: { productId: productId! } }), signal),
    ...WHILE_BUSY,
    enabled: mayLook && productId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const url = useObjectUrl(pdf.data);
  if (!mayLook) return null;
  return <PreviewPanel preview={previewOf(pdf, url)} products={products} productId={productId} onProduct={setChosen} />;
}
