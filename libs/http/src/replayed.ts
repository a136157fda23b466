import type { FastifyReply } from 'fastify';

/** What a call answered, and whether it had answered that before. */
export interface OnceAnswer<Answer> {
  readonly answer: Answer;
  readonly replayed: boolean;
}

/** Marks a repeated answer as one: `return answerOf(reply, await this.sales.sell(…))`. */
export function answerOf<Answer>(reply: FastifyReply, { answer, replayed }: OnceAnswer<Answer>): Answer {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return answer;
}
