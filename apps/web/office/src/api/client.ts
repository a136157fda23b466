import { client } from './generated/client.gen.js';
import { apiNews } from './news.js';
import { refusalOf } from './refusal.js';

/** Pages where nobody is signed in yet answer for themselves. */
const OF_SIGN_IN = /^\/v1\/office\/session(\/|$)/;

/** Every call of the generated client goes through here; call it once, before the first page. */
export function configureClient(): void {
  client.setConfig({ baseUrl: '', throwOnError: true, fetch: askPatiently });
  client.interceptors.error.use((caught, response) => refusalOf(caught, response));
}

/**
 * A refusal changed nothing, so that the same request may be sent once more: after the person proved the second factor
 * again, or because the session's token was renewed while the request was under way.
 */
async function askPatiently(input: RequestInfo | URL): Promise<Response> {
  const request = input instanceof Request ? input : new Request(input);
  const again = request.clone();
  const answer = await fetch(request);
  const code = await refusedWith(answer);
  if (code === undefined || OF_SIGN_IN.test(new URL(request.url).pathname)) return answer;
  if (code === 'step_up.required') return (await apiNews.onStepUp()) ? fetch(again) : answer;
  if (code === 'second_factor.enrol') apiNews.onMustEnrol();
  if (!code.startsWith('session.')) return answer;
  const second = await fetch(again);
  if ((await refusedWith(second))?.startsWith('session.')) apiNews.onSessionEnded();
  return second;
}

async function refusedWith(answer: Response): Promise<string | undefined> {
  if (answer.status !== 401 && answer.status !== 403) return undefined;
  try {
    const { code } = (await answer.clone().json()) as { code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
