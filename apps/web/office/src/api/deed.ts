import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { queryClient } from './queries.js';
import { Refusal } from './refusal.js';

export interface DeedOptions<Wish, Answer> {
  /** The call; send `key` as `Idempotency-Key` where the route takes one. */
  readonly call: (wish: Wish, key: string) => Promise<Answer>;
  /** What happens with the answer; lists and details are asked again by themselves. */
  readonly onDone?: (answer: Answer, wish: Wish) => void;
}

/** Something a person does that changes something. */
export interface Deed<Wish, Answer> {
  /** Does it, under a new key. */
  readonly run: (wish: Wish) => void;
  /** Does the same once more, under the same key: it happens once however often it is tried. */
  readonly retry: () => void;
  readonly running: boolean;
  readonly refusal: Refusal | undefined;
  readonly answer: Answer | undefined;
  /** Forgets how it went. */
  readonly reset: () => void;
}

export function useDeed<Wish = void, Answer = unknown>({
  call,
  onDone,
}: DeedOptions<Wish, Answer>): Deed<Wish, Answer> {
  const last = useRef<{ wish: Wish; key: string } | undefined>(undefined);
  const { mutate, isPending, error, data, reset } = useMutation<Answer, unknown, { wish: Wish; key: string }>({
    mutationFn: ({ wish, key }) => call(wish, key),
    onSuccess: async (answer, { wish }) => {
      onDone?.(answer, wish);
      await queryClient.invalidateQueries();
    },
  });
  return {
    run: (wish) => {
      last.current = { wish, key: crypto.randomUUID() };
      mutate(last.current);
    },
    retry: () => {
      if (last.current !== undefined) mutate(last.current);
    },
    running: isPending,
    refusal: error === null || error === undefined ? undefined : asRefusal(error),
    answer: data,
    reset,
  };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(0, 'page.failed', 'Something broke on this page', String(error), undefined);
}
