import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Reading, cardAtEnd } from '../../sell/scan.js';
import { openReader } from './reader.js';

const LOOK_EVERY_MS = 120;

/** The second way to scan: hold the card before the camera. */
export default function Camera({
  onRead,
  onClose,
}: {
  readonly onRead: (reading: Reading) => void;
  readonly onClose: () => void;
}): ReactNode {
  const video = useRef<HTMLVideoElement>(null);
  const [words, setWords] = useState('Hold the card’s code before the camera.');
  const read = useRef(onRead);
  read.current = onRead;

  useEffect(() => {
    const look = new AbortController();
    void watch(video.current!, look.signal, (reading) => read.current(reading)).catch(() =>
      setWords('The camera can’t be used here. Type the 16 digits.'),
    );
    return () => look.abort();
  }, []);

  return (
    <div className="camera">
      <video ref={video} muted playsInline aria-label="Camera" />
      <p role="status">{words}</p>
      <button type="button" onClick={onClose}>
        Close the camera
      </button>
    </div>
  );
}

/** Looks until a card is seen or nobody wants to know any more; then the camera is off. */
async function watch(video: HTMLVideoElement, signal: AbortSignal, found: (reading: Reading) => void): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1_280 } },
  });
  const stop = (): void => stream.getTracks().forEach((track) => track.stop());
  try {
    if (signal.aborted) return;
    video.srcObject = stream;
    await video.play();
    const readCodes = await openReader();
    while (!signal.aborted) {
      const card = (await readCodes(video)).map(cardAtEnd).find((reading) => reading !== undefined);
      if (card !== undefined && !signal.aborted) return found(card);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    stop();
  }
}
