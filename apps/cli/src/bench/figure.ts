/** One number, and what it must and should be. Without a floor it only explains the others. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ratio' | 'ms' | '1/s' | 'cards/CPU-s' | 'bytes' | 'MiB';
  readonly floor: number | null;
  readonly aim: number | null;
  /** Times, sizes and memory are better low, all else is better high. */
  readonly better: 'low' | 'high';
}

export function reaches({ value, better }: Figure, mark: number): boolean {
  return better === 'low' ? value <= mark : value >= mark;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
