import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ProofDto, type TemplateDetailDto, listProofs, makeProof, showProof, useDeed } from '../../api/index.js';
import {
  Code,
  Decisions,
  Empty,
  ErrorPanel,
  Loaded,
  Panel,
  State,
  Time,
  tell,
  usePathLink,
  everyProduct,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { WHILE_BUSY, inTurn } from './in-turn.js';
import { PdfFrame, useObjectUrl } from './preview.js';

/** The specimens of a template that were put before two people, and how they decided. */
export function Proofs({ template }: { readonly template: TemplateDetailDto }): ReactNode {
  const [shown, setShown] = useState<ProofDto | undefined>(undefined);
  const { id, state } = template;
  const query = useQuery({ queryKey: ['proofs', id], queryFn: ({ signal }) => listProofs({ path: { id }, signal }) });
  const mayMake = useMay('batch-manager') && state !== 'retired';
  return (
    <Panel title="Proofs">
      <Loaded query={query} what="The proofs" lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No proof yet"
              why="A proof is one sheet with a dummy card. Two people who did not make it approve it; then batches can be printed with this template."
            />
          ) : (
            <ul className="lines">
              {items.map((proof) => (
                <ProofRow key={proof.id} proof={proof} onShow={() => setShown(proof)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayMake ? <MakeProof templateId={id} /> : null}
      <Modal opened={shown !== undefined} onClose={() => setShown(undefined)} title="Proof" size="xl">
        {shown === undefined ? null : <ShownProof proof={shown} />}
      </Modal>
    </Panel>
  );
}

function ProofRow({ proof, onShow }: { readonly proof: ProofDto; readonly onShow: () => void }): ReactNode {
  const { data: products } = useQuery(everyProduct);
  const link = usePathLink();
  const { state, productId, createdAt, decidedAt, reason, sha256 } = proof;
  const product = products?.find(({ id }) => id === productId)?.name ?? `product ${productId}`;
  return (
    <li>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <State of={state} {...(state === 'approved' ? { tone: 'good' as const } : {})} />
          <span>{product}</span>
        </Group>
        <Button size="compact-sm" variant="default" onClick={onShow}>
          View the PDF
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        Made <Time at={createdAt} />
        {decidedAt === null ? null : (
          <>
            , {state === 'rejected' ? 'rejected' : 'approved'} <Time at={decidedAt} />
          </>
        )}
        {reason === null ? null : <>: {reason}</>}
        {state === 'waiting' ? (
          <>
            . Two people who did not make it must approve it under <a {...link('/approvals')}>Approvals</a>.
          </>
        ) : null}
      </Text>
      <Decisions subject={`proof:${proof.id}`} />
      <Text size="xs" c="dimmed">
        SHA-256 <Code of={sha256} wrap />
      </Text>
    </li>
  );
}

function ShownProof({ proof: { id, templateId } }: { readonly proof: ProofDto }): ReactNode {
  const query = useQuery({
    queryKey: ['proof-pdf', id],
    queryFn: ({ signal }) => inTurn(() => showProof({ path: { id: templateId, proofId: id } }), signal),
    ...WHILE_BUSY,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const url = useObjectUrl(query.data);
  return (
    <Loaded query={query} what="The proof" lines={12}>
      {() =>
        url === undefined ? null : (
          <Stack gap="xs">
            <PdfFrame url={url} title="The proof" />
            <Group>
              <Button component="a" href={url} target="_blank" rel="noreferrer" variant="default">
                Open in its own tab
              </Button>
            </Group>
          </Stack>
        )
      }
    </Loaded>
  );
}

function MakeProof({ templateId }: { readonly templateId: string }): ReactNode {
  const { data: products = [] } = useQuery(everyProduct);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const productId = chosen ?? products[0]?.id;
  const make = useDeed({
    call: (product: string, key) =>
      inTurn(() =>
        makeProof({ path: { id: templateId }, body: { productId: product }, headers: { 'Idempotency-Key': key } }),
      ),
    onDone: () => tell('The proof waits for two people under Approvals.'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (productId !== undefined && !make.running) make.run(productId);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs" mt="md">
        {make.refusal === undefined ? null : <ErrorPanel error={make.refusal} onRetry={make.retry} />}
        <Group gap="sm" align="flex-end">
          <Select
            label="With the texts of"
            data={products.map(({ id, name }) => ({ value: id, label: name }))}
            value={productId ?? null}
            onChange={(id) => setChosen(id ?? undefined)}
            allowDeselect={false}
          />
          <Button type="submit" loading={make.running} disabled={productId === undefined}>
            Send a proof for approval
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
