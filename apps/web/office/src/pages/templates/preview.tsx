import './templates.css';
import { Button, Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type UseQueryResult, keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Refusal, previewTemplate } from '../../api/index.js';
import { ErrorPanel, Panel } from '../../parts/index.js';
import { WHILE_BUSY, inTurn } from './in-turn.js';
import type { TemplateSpec } from './spec.js';

const QUIET_MS = 600;
const KEPT_MS = 60_000;

export interface Preview {
  /** The PDF of what is in the fields, or of what was there a moment ago. */
  readonly url: string | undefined;
  readonly making: boolean;
  /** Why what is in the fields can't be printed. */
  readonly refusal: Refusal | undefined;
  readonly retry: () => void;
}

/** The proof of a template that is still being edited, made again whenever the fields have been quiet for a moment. */
export function usePreview(edited: TemplateSpec, productId: string | undefined): Preview {
  const wanted = JSON.stringify(edited);
  const [quiet] = useDebouncedValue(wanted, QUIET_MS);
  const query = useQuery({
    queryKey: ['template-preview', quiet, productId],
    queryFn: ({ signal }) => {
      const spec = JSON.parse(quiet) as Record<string, unknown>;
      return inTurn(() => previewTemplate({ body: { spec, productId: productId! } }), signal);
    },
    ...WHILE_BUSY,
    enabled: productId !== undefined,
    placeholderData: keepPreviousData,
    staleTime: KEPT_MS,
    gcTime: KEPT_MS,
  });
  const preview = previewOf(query, useObjectUrl(useLast(query.data)));
  return { ...preview, making: preview.making || quiet !== wanted };
}

/** A PDF that was asked for, and its address, as the panel shows it. */
export function previewOf({ isFetching, error, refetch }: UseQueryResult<Blob>, url: string | undefined): Preview {
  return {
    url,
    making: isFetching,
    refusal: error instanceof Refusal ? error : undefined,
    retry: () => void refetch(),
  };
}

/** The newest value that there was: what could be drawn last stays in view while what is asked for now can't be. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const kept = useRef(value);
  if (value !== undefined) kept.current = value;
  return kept.current;
}

/** An address for bytes that were fetched; given back when they are no longer shown. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (blob === undefined) return setUrl(undefined);
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

interface Props {
  readonly preview: Preview;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  readonly productId: string | undefined;
  readonly onProduct: (id: string) => void;
}

/** The sheet beside the fields; on a small screen a button that opens it. */
export function PreviewPanel({ preview, products, productId, onProduct }: Props): ReactNode {
  const { url, making, refusal, retry } = preview;
  return (
    <Panel title="Preview">
      <Select
        label="With the texts of"
        data={products.map(({ id, name }) => ({ value: id, label: name }))}
        value={productId ?? null}
        onChange={(id) => {
          if (id !== null) onProduct(id);
        }}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
      <Group justify="space-between" my="xs" mih={30}>
        <Text size="sm" c="dimmed" role="status">
          {statusOf(preview, productId)}
        </Text>
        {url === undefined ? null : (
          <Button component="a" href={url} target="_blank" rel="noreferrer" size="compact-sm" variant="default">
            Open preview
          </Button>
        )}
      </Group>
      {refusal === undefined ? null : (
        <ErrorPanel error={refusal} onRetry={retry} title={`Can’t be printed: ${refusal.title}`} />
      )}
      {url === undefined ? null : (
        <PdfFrame url={url} title="Proof sheet of the template" dimmed={making || refusal !== undefined} />
      )}
    </Panel>
  );
}

/** A PDF in the page, where there is room for it. */
export function PdfFrame({
  url,
  title,
  dimmed = false,
}: {
  readonly url: string;
  readonly title: string;
  readonly dimmed?: boolean;
}): ReactNode {
  return <iframe className="pdf" data-dimmed={dimmed} src={`${url}#toolbar=0&navpanes=0&view=FitH`} title={title} />;
}

function statusOf({ url, making, refusal }: Preview, productId: string | undefined): string {
  if (productId === undefined) return 'Choose a product whose texts to print.';
  if (making) return 'Drawing …';
  if (refusal !== undefined) return url === undefined ? '' : 'Below is what could be printed last.';
  return url === undefined ? '' : 'As it will be printed.';
}
