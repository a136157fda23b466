import { Alert, Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { EnrolmentCodeDto, TerminalDto } from '../../api/index.js';
import { Code, State, Time } from '../../parts/index.js';

/** As long as the API keeps a code. Counted from when it came: this computer's clock may be off. */
const LIFE_S = 10 * 60;
const TICK_MS = 250;

/** A code with the till that it was made for, as that was then. */
export interface ShownCode extends EnrolmentCodeDto {
  readonly terminal: TerminalDto;
}

interface Props {
  readonly of: ShownCode;
  /** The till as it is now: a key that it did not have means that the code was used. */
  readonly now: TerminalDto | undefined;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** The code that a till brings its key in with, shown this once, and what to do with it. */
export function EnrolmentCode({ of: { code, expiresAt, terminal }, now, onAgain, onClose }: Props): ReactNode {
  const leftS = useSecondsLeft(LIFE_S);
  const before = new Set(terminal.keys.map(({ keyId }) => keyId));
  const key = now?.keys.find(({ keyId }) => !before.has(keyId));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Enrolment code of ${terminal.name}`}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        {key !== undefined ? (
          <Alert color="green" title={`${terminal.name} may sell now`} role="status">
            <State of="in_use" tone="good" /> <Code of={key.keyId} wrap />
          </Alert>
        ) : leftS > 0 ? (
          <ToType code={code} leftS={leftS} expiresAt={expiresAt} till={terminal.name} />
        ) : (
          <Alert color="yellow" title="The code ran out" role="status">
            No till was set up with it.
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          {key === undefined && leftS === 0 ? (
            <Button variant="default" onClick={onAgain}>
              Show another code
            </Button>
          ) : null}
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface ToTypeProps {
  readonly code: string;
  readonly leftS: number;
  readonly expiresAt: string;
  readonly till: string;
}

function ToType({ code, leftS, expiresAt, till }: ToTypeProps): ReactNode {
  const register = `${location.origin}/register`;
  return (
    <>
      <div className="big-code">
        <Code of={code} />
        <p role="timer" aria-label="Time left">
          {minutes(leftS)} left, until <Time at={expiresAt} />
        </p>
      </div>
      <ol className="steps">
        <li>
          On the device that is to be {till}, open <Code of={register} wrap />{' '}
          <CopyButton value={register}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy} aria-label="Copy the register’s address">
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </li>
        <li>Type the code. The device makes a key of its own, which never leaves it.</li>
      </ol>
      <Text size="sm" c="dimmed">
        The code is shown this once and counts once. Another code for this till ends this one.
      </Text>
    </>
  );
}

/** `9:05` */
function minutes(s: number): string {
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/** Whole seconds until then; 0 from then on. */
function useSecondsLeft(lifeS: number): number {
  const [endsMs] = useState(() => performance.now() + lifeS * 1_000);
  const [leftS, setLeftS] = useState(lifeS);
  useEffect(() => {
    const tick = (): void => setLeftS(Math.max(0, Math.ceil((endsMs - performance.now()) / 1_000)));
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [endsMs]);
  return leftS;
}
