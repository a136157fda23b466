import { encode } from 'uqr';
import type { ReactNode } from 'react';

/** A QR code of a text, dark on white in any colour scheme. */
export function Qr({ of, label }: { readonly of: string; readonly label: string }): ReactNode {
  const { data, size } = encode(of, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
