/** The process's `QueueBackend`. */
export const QUEUE_BACKEND = 'QUEUE_BACKEND';
