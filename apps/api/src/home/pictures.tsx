import type { VNode } from 'preact';

const BARS = [2, 1, 1, 3, 1, 2, 2, 1, 3, 1, 1, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2, 1, 1, 3, 1, 2];

/** A card with its panel half scratched off. */
export function CardPicture(): VNode {
  let x = 214;
  return (
    <svg viewBox="0 0 340 214" role="img" aria-label="A Re-Up card whose scratch panel is half scratched off">
      <defs>
        <linearGradient id="face" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stop-color="#0e6b76" />
          <stop offset="1" stop-color="#08404a" />
        </linearGradient>
        <clipPath id="edge">
          <rect width="340" height="214" rx="15" />
        </clipPath>
        <pattern id="foil" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="#c3c8c6" />
          <rect width="2.4" height="6" fill="#d5d9d7" />
        </pattern>
      </defs>
      <rect width="340" height="214" rx="15" fill="url(#face)" />
      <g clip-path="url(#edge)" fill="#ffffff">
        <circle cx="320" cy="10" r="86" opacity="0.06" />
        <circle cx="296" cy="0" r="52" opacity="0.07" />
      </g>
      <text x="24" y="49" fill="#ffffff" font-size="27" font-weight="750" font-family="system-ui, sans-serif">
        Re-Up
      </text>
      <text x="24" y="72" fill="#bfe3e4" font-size="13" font-family="system-ui, sans-serif">
        3 months · no bank card needed
      </text>
      <rect x="24" y="94" width="292" height="44" rx="5" fill="#f7f5ee" />
      <text
        x="37"
        y="123"
        fill="#17252b"
        font-size="19"
        letter-spacing="1.2"
        font-family="ui-monospace, Menlo, Consolas, monospace"
      >
        1234 5678
      </text>
      <path d="M172 94 l9 6 -6 7 9 6 -8 8 8 6 -6 6 5 5 H311 a5 5 0 0 0 5-5 V99 a5 5 0 0 0-5-5 Z" fill="url(#foil)" />
      <text x="200" y="121" fill="#7d8785" font-size="11" letter-spacing="0.6" font-family="system-ui, sans-serif">
        scratch gently
      </text>
      <rect x="206" y="156" width="110" height="40" rx="3" fill="#ffffff" />
      {BARS.map((width, i) => {
        const at = x;
        x += width + 1.85;
        return i % 2 === 0 ? <rect key={at} x={at} y="161" width={width * 1.35} height="30" fill="#111111" /> : null;
      })}
      <text x="24" y="181" fill="#ffffff" font-size="13" font-family="ui-monospace, Menlo, Consolas, monospace">
        9700 0123 0004 5613
      </text>
      <text x="24" y="196" fill="#bfe3e4" font-size="11" font-family="system-ui, sans-serif">
        serial
      </text>
    </svg>
  );
}

const GLYPHS = {
  mint: (
    <>
      <rect x="15" y="19" width="22" height="14" rx="2" />
      <path d="M19 26h14M26 12v4M20 13l2 3M32 13l-2 3" />
    </>
  ),
  seal: (
    <>
      <rect x="17" y="24" width="18" height="13" rx="2" />
      <path d="M20.500 24v-4a5.500 5.500 0 0 1 11 0v4M26 29v4" />
    </>
  ),
  ship: (
    <>
      <path d="M12 19h17v14H12zM29 23h6l5 5v5H29" />
      <circle cx="18" cy="35" r="2.600" />
      <circle cx="33" cy="35" r="2.600" />
    </>
  ),
  peg: (
    <>
      <path d="M14 14h24M26 14v5" />
      <rect x="17" y="19" width="18" height="19" rx="2" />
      <path d="M23 23h6M20 32h12" />
    </>
  ),
  cash: (
    <>
      <rect x="12" y="18" width="28" height="16" rx="2" />
      <circle cx="26" cy="26" r="4" />
      <path d="M16 22v.010M36 30v.010" />
    </>
  ),
  device: (
    <>
      <rect x="18" y="12" width="16" height="28" rx="3" />
      <path d="M22 27l3 3 5-7M25 36h2" />
    </>
  ),
} as const;

export type GlyphName = keyof typeof GLYPHS;

export function Glyph({ name }: { readonly name: GlyphName }): VNode {
  return (
    <svg viewBox="0 0 52 52" aria-hidden="true" focusable="false">
      <circle class="disc" cx="26" cy="26" r="24.500" stroke-width="2.500" />
      <g fill="none" stroke="currentColor" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round">
        {GLYPHS[name]}
      </g>
    </svg>
  );
}
