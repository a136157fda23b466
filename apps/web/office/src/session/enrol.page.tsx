import { Button, Divider } from '@mantine/core';
import type { ReactNode } from 'react';
import { queryClient, signOut, useDeed } from '../api/index.js';
import { useGo } from '../parts/go.js';
import { Alone } from './alone.js';
import { meQuery, useMe } from './me.js';
import { PasskeyEnrolment } from './passkey-enrolment.js';
import { passkeysWorkHere } from './passkeys.js';
import { TotpEnrolment } from './totp-enrolment.js';

/** The first sign-in: nothing else opens before a second factor is set up. */
export function EnrolPage(): ReactNode {
  const go = useGo();
  const { name, factors } = useMe();
  const done = (): void => {
    queryClient.removeQueries({ queryKey: meQuery.queryKey });
    go('/');
  };
  const out = useDeed({ call: () => signOut(), onDone: () => go('/sign-in') });
  const passkeys = factors.passkeysPossible && passkeysWorkHere();
  return (
    <Alone
      title="Set up a second factor"
      lead={`Welcome, ${name}. A password alone opens nothing here: set up an authenticator app${passkeys ? ' or a passkey' : ''} first.`}
    >
      <TotpEnrolment onDone={done} start="Set up an authenticator app" />
      {passkeys ? (
        <>
          <Divider label="or" />
          <PasskeyEnrolment onDone={done} />
        </>
      ) : null}
      <Button variant="subtle" onClick={() => out.run()}>
        Sign out
      </Button>
    </Alone>
  );
}
