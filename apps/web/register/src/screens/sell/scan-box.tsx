import { type KeyboardEvent, type ReactNode, type Ref, Suspense, lazy, useState } from 'react';
import { type Reading, grouped, readBox } from '../../sell/scan.js';

const Camera = lazy(() => import('../../parts/camera/camera.js'));

/** Where a scan or a typed number lands. Enter reads it; it never sells. */
export function ScanBox({
  ref,
  disabled,
  onRead,
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly disabled: boolean;
  readonly onRead: (reading: Reading) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const [camera, setCamera] = useState(false);

  const enter = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Enter' || text.trim() === '') return;
    const reading = readBox(text);
    // A mistyped number stays, so that it can be corrected.
    if (reading.kind === 'card') setText('');
    else event.currentTarget.select();
    onRead(reading);
  };

  return (
    <div className="scan">
      <label htmlFor="scan-box">Scan or type a card</label>
      <div className="scan-row">
        <input
          id="scan-box"
          data-scan-box=""
          ref={ref}
          value={text}
          disabled={disabled}
          onChange={(event) => setText(tidy(event.currentTarget.value))}
          onKeyDown={enter}
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          placeholder="9700 …"
        />
        <button type="button" className="camera-button" disabled={disabled} onClick={() => setCamera(true)}>
          Camera
        </button>
      </div>
      {camera && (
        <Suspense fallback={<p className="camera">Opening the camera …</p>}>
          <Camera
            onRead={(reading) => {
              setCamera(false);
              onRead(reading);
            }}
            onClose={() => setCamera(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** A number in groups of four, anything else as it comes. */
function tidy(text: string): string {
  return /^[\d ]{1,19}$/.test(text) ? grouped(text.replace(/ /g, '')) : text;
}
