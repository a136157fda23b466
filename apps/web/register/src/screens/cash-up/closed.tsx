import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useRegister, useView } from '../../parts/context.js';
import { Report } from '../../parts/report.js';
import { useScanner } from '../../parts/scanner.js';

/** The Z report: printed once by itself, again when asked, never to be changed. */
export function Closed(): ReactNode {
  const register = useRegister();
  const { z } = useView();
  useEffect(() => {
    if (z !== undefined) register.printer.print({ kind: 'other', content: <Report report={z} /> });
  }, [register, z]);
  useScanner(() => undefined);
  if (z === undefined) return null;
  return (
    <main className="side">
      <div className="side-head">
        <h1>Shift closed</h1>
        <Button
          variant="default"
          onClick={() => register.printer.print({ kind: 'other', content: <Report report={z} /> })}
        >
          Print again
        </Button>
        <Button autoFocus onClick={() => void register.signOut()}>
          Sign off
        </Button>
      </div>
      <Report report={z} />
    </main>
  );
}
