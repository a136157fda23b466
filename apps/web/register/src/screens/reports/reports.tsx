import { Button } from '@mantine/core';
import type { Outcome, ShiftReport } from '#lib/till-client';
import { type ReactNode, useEffect, useState } from 'react';
import { Trouble } from '../../parts/alone.js';
import { useRegister, useView } from '../../parts/context.js';
import { Report } from '../../parts/report.js';
import { Side } from '../../parts/side.js';

type Kind = ShiftReport['kind'];

/** The drawer as it stands, any time, and how the last one was closed. */
export function Reports(): ReactNode {
  const register = useRegister();
  const { lastClose } = useView();
  const [kind, setKind] = useState<Kind>('x');
  const [report, setReport] = useState<ShiftReport>();
  const [trouble, setTrouble] = useState<string>();
  const lastId = lastClose?.shiftId;

  useEffect(() => {
    let left = false;
    const ask = kind === 'z' && lastId !== undefined ? register.client.zReport(lastId) : register.client.xReport();
    void register.heard(ask).then((outcome) => {
      if (left) return;
      setReport(outcome.kind === 'done' ? outcome.answer : undefined);
      setTrouble(wordsOf(outcome));
    });
    return () => {
      left = true;
    };
  }, [register, kind, lastId]);

  return (
    <Side
      title={kind === 'x' ? 'X report' : 'Last Z report'}
      aside={
        <>
          {lastId !== undefined && (
            <Button variant="default" onClick={() => setKind(kind === 'x' ? 'z' : 'x')}>
              {kind === 'x' ? 'Last Z' : 'X now'}
            </Button>
          )}
          <Button
            autoFocus
            disabled={report === undefined}
            onClick={() => register.printer.print({ kind: 'other', content: <Report report={report!} /> })}
          >
            Print
          </Button>
        </>
      }
    >
      <Trouble words={trouble} />
      {report !== undefined && <Report report={report} />}
    </Side>
  );
}

function wordsOf(outcome: Outcome<ShiftReport>): string | undefined {
  if (outcome.kind === 'done') return undefined;
  return outcome.kind === 'refused' ? outcome.words : 'No answer. Try again when the line is back.';
}
