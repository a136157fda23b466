import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Refusal } from '../api/refusal.js';
import { Icon } from '../icons.js';

interface Props {
  readonly error: unknown;
  /** The same again, under the same key. */
  readonly onRetry?: (() => void) | undefined;
  /** Told in place of the API's own title. */
  readonly title?: string;
}

/** What went wrong, what to do, and what support needs to find it. The page stays as it was. */
export function ErrorPanel({ error, onRetry, title }: Props): ReactNode {
  const refusal = error instanceof Refusal ? error : undefined;
  const code = refusal?.code ?? 'page.failed';
  const detail = refusal?.detail ?? (error instanceof Error ? error.message : String(error));
  const heading = title ?? refusal?.title ?? 'Something broke on this page';
  const reference = [code, refusal?.requestId].filter((part) => part !== undefined).join(' ');
  return (
    <Alert color="red" icon={<Icon name="warn" />} title={heading} role="alert" className="refusal">
      {detail === heading ? null : <Text size="sm">{detail}</Text>}
      <FieldLines refusal={refusal} />
      <Group gap="xs" mt="xs" wrap="wrap">
        <Text size="xs" className="digits wrap" c="dimmed">
          {reference}
        </Text>
        <CopyButton value={reference}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        {onRetry === undefined ? null : (
          <Button size="compact-xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function FieldLines({ refusal }: { readonly refusal: Refusal | undefined }): ReactNode {
  const lines = refusal?.errors.filter(({ detail }) => detail !== refusal.detail) ?? [];
  if (lines.length === 0) return null;
  return (
    <ul className="field-lines">
      {lines.map(({ pointer, detail }) => (
        <li key={pointer + detail}>{detail}</li>
      ))}
    </ul>
  );
}
