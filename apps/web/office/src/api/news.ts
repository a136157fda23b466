/** What the API's answers mean for the whole page; the shell listens. */
export interface ApiNews {
  /** Nobody is signed in any more. */
  onSessionEnded(): void;
  /** The person must set up a second factor before anything else. */
  onMustEnrol(): void;
  /** Asks the person to prove the second factor again; `false` when they would rather not. */
  onStepUp(): Promise<boolean>;
}

const news: ApiNews = {
  onSessionEnded: () => undefined,
  onMustEnrol: () => undefined,
  onStepUp: () => Promise.resolve(false),
};

export function listenToApi(listener: Partial<ApiNews>): void {
  Object.assign(news, listener);
}

export const apiNews: Readonly<ApiNews> = news;
