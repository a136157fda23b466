/**
 * One kind of code on a card, as a grid of modules. What changes from card to card is the serial only, so a symbol is
 * made once a batch and asked 100,000 times.
 */
export interface CardSymbol {
  /** Modules in a row, without quiet zones. */
  readonly columns: number;
  /** Height of each row in modules; the rows follow each other from the top. */
  readonly rowHeights: readonly number[];
  /** Row after row, 1 where the module is the same on every card and ends in whole bars. */
  readonly fixed: Uint8Array;
  /** Row after row, 1 is dark. The array is used again by the next call. */
  modulesOf(serial: string): Uint8Array;
}

/** Of one row, modules `from` to `to` (excluded). */
interface Stretch {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes symbols as PDF rectangles, one for each dark run of a row, in units of one module with y downwards from the
 * symbol's top left corner. What all cards share is a path of its own, which a page needs once.
 *
 * The rectangles of a path are filled together, so that neighbours show no seam at any scale.
 */
export class SymbolPath {
  private readonly fixedStretches: readonly Stretch[];
  private readonly variableStretches: readonly Stretch[];
  private readonly tops: readonly number[];
  /** `rectangles[row][x * columns + width - 1]`: each string is made once and then only joined. */
  private readonly rectangles: readonly (string | undefined)[][];

  constructor(private readonly symbol: CardSymbol) {
    const { rowHeights } = symbol;
    this.fixedStretches = stretchesOf(symbol, 1);
    this.variableStretches = stretchesOf(symbol, 0);
    this.tops = rowHeights.map((_, row) => rowHeights.slice(0, row).reduce((sum, height) => sum + height, 0));
    this.rectangles = rowHeights.map(() => []);
  }

  /** The path that is the same on every card; empty if there is none. */
  shared(): string {
    return this.write(this.symbol.modulesOf('0'.repeat(16)), this.fixedStretches);
  }

  /** The rest of one card's path. */
  of(serial: string): string {
    return this.write(this.symbol.modulesOf(serial), this.variableStretches);
  }

  private write(modules: Uint8Array, stretches: readonly Stretch[]): string {
    const { columns } = this.symbol;
    let path = '';
    for (const { row, from, to } of stretches) {
      const start = row * columns;
      for (let x = from; x < to; x++) {
        if (modules[start + x] === 0) continue;
        let end = x + 1;
        while (end < to && modules[start + end] === 1) end++;
        path += this.rectangle(row, x, end - x);
        x = end;
      }
    }
    return path;
  }

  private rectangle(row: number, x: number, width: number): string {
    const made = this.rectangles[row]!;
    const key = x * this.symbol.columns + width - 1;
    return (made[key] ??= `${x} ${this.tops[row]} ${width} ${this.symbol.rowHeights[row]} re\n`);
  }
}

function stretchesOf({ columns, rowHeights, fixed }: CardSymbol, wanted: 0 | 1): Stretch[] {
  const stretches: Stretch[] = [];
  for (let row = 0; row < rowHeights.length; row++) {
    for (let from = 0; from < columns; from++) {
      let to = from;
      while (to < columns && fixed[row * columns + to] === wanted) to++;
      if (to > from) stretches.push({ row, from, to });
      from = to;
    }
  }
  return stretches;
}
