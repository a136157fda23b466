/**
 * One kind of code on a card, as a grid of modules. What changes from card to card is the serial only, so a symbol is
 * made once a batch and asked 100,000 times.
 */
export interface CardSymbol {
  /** Modules in a row, without quiet zones. */
  readonly columns: number;
  /** Height of each row in modules; the rows follow each other from the top. */
  readonly rowHeights: readonly number[];
  /** Row after row, 1 is dark. The array is used again by the next call. */
  modulesOf(serial: string): Uint8Array;
}

/**
 * Writes symbols as PDF rectangles, one for each dark run of a row, in units of one module with y downwards from the
 * symbol's top left corner. All rectangles belong to one path: filled together, neighbours show no seam at any scale.
 */
export class SymbolPath {
  /** `rectangles[row][x * columns + width - 1]`: every string is made once and then only joined. */
  private readonly rectangles: (string | undefined)[][];
  private readonly tops: number[] = [];

  constructor(private readonly symbol: CardSymbol) {
    let top = 0;
    for (const height of symbol.rowHeights) {
      this.tops.push(top);
      top += height;
    }
    this.rectangles = symbol.rowHeights.map(() => []);
  }

  /** The path of one card's symbol, to be followed by `f`. */
  of(serial: string): string {
    const { columns, rowHeights } = this.symbol;
    const modules = this.symbol.modulesOf(serial);
    let path = '';
    for (let row = 0; row < rowHeights.length; row++) {
      const made = this.rectangles[row]!;
      const start = row * columns;
      for (let x = 0; x < columns; x++) {
        if (modules[start + x] === 0) continue;
        let end = x + 1;
        while (end < columns && modules[start + end] === 1) end++;
        const key = x * columns + end - x - 1;
        path += made[key] ??= `${x} ${this.tops[row]} ${end - x} ${rowHeights[row]} re\n`;
        x = end;
      }
    }
    return path;
  }
}
