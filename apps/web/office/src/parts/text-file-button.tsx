import { Button, FileButton, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { bytes } from './format.js';

interface Props {
  readonly children: ReactNode;
  /** What the file picker offers: `.json`. */
  readonly accept: string;
  /** A larger file is another file. */
  readonly bytesMax: number;
  readonly onText: (text: string) => void;
}

/** Reads a small text file into a field; nothing is sent. */
export function TextFileButton({ children, accept, bytesMax, onText }: Props): ReactNode {
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const reset = useRef<() => void>(null);
  const read = (file: File | null): void => {
    reset.current?.();
    if (file === null) return;
    if (file.size > bytesMax) return setTrouble(`${file.name} is larger than ${bytes(bytesMax)}: it is another file.`);
    setTrouble(undefined);
    file.text().then(onText, () => setTrouble(`${file.name} can’t be read.`));
  };
  return (
    <>
      <FileButton accept={accept} onChange={read} resetRef={reset}>
        {(props) => (
          <Button {...props} variant="default">
            {children}
          </Button>
        )}
      </FileButton>
      {trouble === undefined ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {trouble}
        </Text>
      )}
    </>
  );
}
