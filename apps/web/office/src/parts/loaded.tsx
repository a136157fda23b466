import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ErrorPanel } from './error-panel.js';

const NOTHING_MS = 300;
const SENTENCE_MS = 2_000;
const CANCEL_MS = 10_000;

/** How long this has been on the page, in the steps that matter to somebody who waits. */
function useWaited(): 'nothing' | 'shape' | 'sentence' | 'cancel' {
  const [step, setStep] = useState<'nothing' | 'shape' | 'sentence' | 'cancel'>('nothing');
  useEffect(() => {
    const timers = [
      setTimeout(() => setStep('shape'), NOTHING_MS),
      setTimeout(() => setStep('sentence'), SENTENCE_MS),
      setTimeout(() => setStep('cancel'), CANCEL_MS),
    ];
    return () => timers.forEach(clearTimeout);
  }, []);
  return step;
}

/** What is on its way: first nothing, then its shape, then a sentence, then a way out. */
export function Waiting({ lines = 6, what = 'This' }: { readonly lines?: number; readonly what?: string }): ReactNode {
  const step = useWaited();
  if (step === 'nothing') return <div aria-busy="true" style={{ minHeight: `${lines * 2}rem` }} />;
  return (
    <Stack gap="xs" aria-busy="true">
      {step === 'shape' ? null : (
        <Group gap="sm" role="status">
          <Text size="sm">{what} takes longer than usual.</Text>
          {step === 'cancel' ? (
            <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
              Load the page again
            </Button>
          ) : null}
        </Group>
      )}
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={24} width={line % 3 === 2 ? '70%' : '100%'} />
      ))}
    </Stack>
  );
}

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
  readonly lines?: number;
  readonly what?: string;
}

/** A read in all its states. Data that is there stays, even when asking again failed. */
export function Loaded<Data>({ query, children, lines, what }: LoadedProps<Data>): ReactNode {
  const retry = (): void => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.isRefetchError ? (
          <ErrorPanel error={query.error} onRetry={retry} title="This may be out of date: asking again failed" />
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <ErrorPanel error={query.error} onRetry={retry} />;
  return <Waiting {...(lines === undefined ? {} : { lines })} {...(what === undefined ? {} : { what })} />;
}
