/** The word that goes with a number, by the plural rules of its language (CLDR). */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** @param forms have `#` where the number goes, if it is to be seen. */
export function counted(language: string, count: number, forms: Forms): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form.replace('#', String(count));
}

const MONTHS_A_YEAR = 12;

/** As people say it: whole years from two on, months otherwise. */
export function countedTime(language: string, months: number, { month, year }: { month: Forms; year: Forms }): string {
  const years = months / MONTHS_A_YEAR;
  return Number.isInteger(years) && years > 1 ? counted(language, years, year) : counted(language, months, month);
}
