import { QueryClient } from '@tanstack/react-query';
import { Refusal } from './refusal.js';

const FRESH_MS = 5_000;
const TRIES = 2;

/** Reads are tried again when nobody answered or the server was busy; a refusal is an answer. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) =>
        failures < TRIES && (!(error instanceof Refusal) || error.status === 0 || error.status === 503),
      retryDelay: 400,
    },
    mutations: { retry: false },
  },
});
