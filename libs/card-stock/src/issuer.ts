/** Who issues the cards and whom to ask, as printed on every card. One issuer a system; another is another build. */
export const ISSUER = {
  name: 'Re-Up, 1 Renewal Way, Wilmington DE',
  helpPhone: '1-800-555-0117',
  /** In figures, which every language reads. */
  helpHours: '7-22 h ET',
} as const;
