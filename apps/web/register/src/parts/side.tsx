import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRegister } from './context.js';
import { useKeys } from './keys.js';

/** A page beside selling; Escape goes back to the sale, which is as it was. */
export function Side({
  title,
  children,
  aside,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}): ReactNode {
  const register = useRegister();
  const back = (): void => register.show('sell');
  useKeys({ Escape: back });
  return (
    <main className="side">
      <div className="side-head">
        <h1>{title}</h1>
        {aside}
        <Button variant="default" onClick={back}>
          <kbd className="wide-only">Esc&nbsp;</kbd>Back
        </Button>
      </div>
      {children}
    </main>
  );
}
