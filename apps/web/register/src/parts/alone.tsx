import type { ReactNode } from 'react';

/** One question in the middle of an empty page. */
export function Alone({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="alone">
      <h1>{title}</h1>
      {children}
    </main>
  );
}

/** What went wrong and what to do, told at once to whoever listens too. */
export function Trouble({ words }: { readonly words: string | undefined }): ReactNode {
  return (
    <p role="alert" className="trouble" hidden={words === undefined}>
      {words}
    </p>
  );
}
