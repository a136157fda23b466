import { Alert, Button, Group, Modal, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type BundleDto,
  type CertificateDto,
  type ReceiptDto,
  enterCertificate,
  enterReceipt,
  enterSpoilage,
  useDeed,
} from '../../api/index.js';
import { ErrorPanel, Serial, TextFileButton, counted, tell } from '../../parts/index.js';

const PAPER_MAX = 20_000;
const LIST_MAX = 500_000;

interface Props {
  readonly bundle: BundleDto;
}

type Paper = 'receipt' | 'spoilage' | 'certificate';

/** The house's papers about a bundle, in the order in which they come. */
export function BundlePapers({ bundle }: Props): ReactNode {
  const [open, setOpen] = useState<Paper | undefined>(undefined);
  const { receiptAt, certificateAt } = bundle;
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Group gap="xs" mt="xs">
        {receiptAt === null ? (
          <Button size="compact-sm" variant="default" onClick={() => setOpen('receipt')}>
            Enter the receipt
          </Button>
        ) : null}
        {receiptAt !== null && certificateAt === null ? (
          <>
            <Button size="compact-sm" variant="default" onClick={() => setOpen('spoilage')}>
              Enter ruined cards
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setOpen('certificate')}>
              Enter the certificate
            </Button>
          </>
        ) : null}
      </Group>
      <Modal opened={open !== undefined} onClose={close} title={TITLES[open ?? 'receipt']}>
        {open === 'receipt' ? <Receipt bundle={bundle} onDone={close} /> : null}
        {open === 'spoilage' ? <Spoilage bundle={bundle} onDone={close} /> : null}
        {open === 'certificate' ? <Certificate bundle={bundle} onDone={close} /> : null}
      </Modal>
    </>
  );
}

const TITLES: Readonly<Record<Paper, string>> = {
  receipt: 'Receipt of the print house',
  spoilage: 'Cards that the print house ruined',
  certificate: 'Certificate of destruction',
};

interface FormProps extends Props {
  readonly onDone: () => void;
}

function Receipt({ bundle: { id, batchId }, onDone }: FormProps): ReactNode {
  const enter = useDeed({
    call: (body: ReceiptDto) => enterReceipt({ path: { id: batchId, bundleId: id }, body }),
    onDone: () => {
      onDone();
      tell('The receipt fits the bundle.');
    },
  });
  return (
    <PaperForm
      what="receipt.json, as reup bundle receipt made it. Its count, digest and signature must fit the bundle."
      deed={enter}
      onPaper={(paper) => enter.run(paper as ReceiptDto)}
      confirm="Enter the receipt"
    />
  );
}

function Certificate({ bundle: { id, batchId }, onDone }: FormProps): ReactNode {
  const enter = useDeed({
    call: (body: CertificateDto) => enterCertificate({ path: { id: batchId, bundleId: id }, body }),
  });
  if (enter.answer !== undefined) return <Canaries serials={enter.answer.canaries} onDone={onDone} />;
  return (
    <PaperForm
      what="certificate.json, as reup bundle certificate made it. Then cards of the batch may be shipped, and some are drawn as canaries."
      deed={enter}
      onPaper={(paper) => enter.run(paper as CertificateDto)}
      confirm="Enter the certificate"
    />
  );
}

/** What whoever gets the stock must do next. */
function Canaries({
  serials,
  onDone,
}: {
  readonly serials: readonly string[];
  readonly onDone: () => void;
}): ReactNode {
  return (
    <Stack gap="md">
      <Alert
        color="yellow"
        title={`Take ${counted(serials.length, 'card')} out of the stock and destroy them`}
        role="status"
      >
        <ul className="lines">
          {serials.map((serial) => (
            <li key={serial}>
              <Serial of={serial} />
            </li>
          ))}
        </ul>
        <Text size="sm">
          If anybody ever tries one of their PINs, it was read at the press, and the batch freezes by itself.
        </Text>
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have them</Button>
      </Group>
    </Stack>
  );
}

interface PaperFormProps {
  readonly what: string;
  readonly deed: { readonly running: boolean; readonly refusal: unknown; readonly retry: () => void };
  readonly onPaper: (paper: Record<string, unknown>) => void;
  readonly confirm: string;
}

function PaperForm({ what, deed, onPaper, confirm }: PaperFormProps): ReactNode {
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const paper = readPaper(text);
    setTrouble(paper === undefined ? 'That is no JSON paper. Paste the file as the house sent it.' : undefined);
    if (paper !== undefined && !deed.running) onPaper(paper);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
        <Textarea
          label="The paper"
          description={what}
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
          maxLength={PAPER_MAX}
          rows={7}
          spellCheck={false}
          dir="ltr"
          classNames={{ input: 'digits json' }}
          error={trouble}
          data-autofocus
        />
        <Group justify="space-between">
          <TextFileButton accept=".json" bytesMax={PAPER_MAX} onText={setText}>
            From a file
          </TextFileButton>
          <Button type="submit" loading={deed.running} disabled={text.trim() === ''}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function readPaper(text: string): Record<string, unknown> | undefined {
  try {
    const paper: unknown = JSON.parse(text);
    return typeof paper === 'object' && paper !== null && !Array.isArray(paper)
      ? (paper as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function Spoilage({ bundle: { id, batchId }, onDone }: FormProps): ReactNode {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const enter = useDeed({
    call: (serials: string[]) =>
      enterSpoilage({ path: { id: batchId, bundleId: id }, body: { serials, reason: reason.trim() } }),
    onDone: ({ cards }) => {
      onDone();
      tell(`${counted(cards, 'card')} spoiled.`);
    },
  });
  const lines = linesIn(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (lines.length > 0 && reason.trim() !== '' && !enter.running) enter.run(lines);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {enter.refusal === undefined ? null : <ErrorPanel error={enter.refusal} onRetry={enter.retry} />}
        <Textarea
          label="Card numbers"
          description="One a line, or first..last for a range. A card that was not in the bundle refuses the whole list."
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
          maxLength={LIST_MAX}
          rows={7}
          spellCheck={false}
          dir="ltr"
          classNames={{ input: 'digits' }}
          data-autofocus
        />
        <TextFileButton accept=".txt,.csv" bytesMax={LIST_MAX} onText={setText}>
          From a file
        </TextFileButton>
        <TextInput
          label="Reason"
          description="Kept for the record."
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
          maxLength={200}
        />
        <Group justify="flex-end">
          <Button
            type="submit"
            color="red"
            loading={enter.running}
            disabled={lines.length === 0 || reason.trim() === ''}
          >
            {lines.length === 0
              ? 'Spoil'
              : `Spoil what ${counted(lines.length, 'line')} say${lines.length === 1 ? 's' : ''}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The list as the API takes it: no empty lines, no spaces inside a number. */
function linesIn(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((line) => line.replaceAll(/[\s"]/g, ''))
    .filter((line) => line !== '');
}
