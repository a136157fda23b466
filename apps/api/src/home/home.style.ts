/** The start page's style sheet: the policy of the page names its hash, so it stands there to the letter. */
export const HOME_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f4ee; --raised: #fffefb; --ink: #17252b; --soft: #53646b; --line: #d8d6cc;
  --brand: #0b5c66; --brand-ink: #ffffff; --none: #b9bdb8; --cash: #c8870a; --time: #0f7a55;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11191c; --raised: #18242a; --ink: #e6ece9; --soft: #9eb0b3; --line: #2b3a40;
    --brand: #58b7bf; --brand-ink: #0c1a1d; --none: #5d6a6b; --cash: #e0a63b; --time: #4fc294;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
.wrap { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { margin: 0; font-size: clamp(1.9rem, 1.2rem + 3.2vw, 3.1rem); line-height: 1.12; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0 0 0.35rem; font-size: 1.35rem; letter-spacing: -0.01em; }
h3 { margin: 0 0 0.2rem; font-size: 1rem; }
p { margin: 0; max-width: 62ch; }
a { color: var(--brand); text-underline-offset: 0.18em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--cash); outline-offset: 3px; border-radius: 3px; }
code, .mono { font-family: var(--mono); font-size: 0.92em; font-variant-numeric: tabular-nums; }
header { padding: 1.1rem 0; }
header .wrap { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.mark { font-weight: 750; letter-spacing: -0.01em; font-size: 1.1rem; }
nav { display: flex; gap: 1.1rem; flex-wrap: wrap; font-size: 0.95rem; }
.hero { display: grid; gap: 2rem; align-items: center; padding: 1.5rem 0 2.5rem; }
.hero p { margin-top: 1rem; font-size: 1.08rem; color: var(--soft); }
.hero svg { width: 100%; max-width: 25rem; height: auto; display: block; margin: 0 auto; filter: drop-shadow(0 10px 18px rgb(0 0 0 / 0.16)); }
.act { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; }
.act a { display: inline-block; padding: 0.65rem 1.1rem; border-radius: 0.5rem; text-decoration: none; font-weight: 600; border: 2px solid var(--brand); }
.act a:first-child { background: var(--brand); color: var(--brand-ink); }
section { padding: 2rem 0; border-top: 1px solid var(--line); }
.lead { color: var(--soft); }
.life { list-style: none; margin: 1.5rem 0 0; padding: 0; display: grid; gap: 0; }
.life li { position: relative; display: grid; grid-template-columns: 3.25rem 1fr; gap: 0 0.9rem; padding-bottom: 1.4rem; }
.life li::before { content: ""; position: absolute; left: 1.56rem; top: 3.1rem; bottom: -0.1rem; width: 3px; background: var(--tone); }
.life li:last-child::before { display: none; }
.life li:last-child { padding-bottom: 0; }
.life svg { width: 3.25rem; height: 3.25rem; grid-row: span 3; color: var(--tone-ink); }
.life .disc { fill: var(--raised); stroke: var(--tone); }
.life p { font-size: 0.95rem; color: var(--soft); }
.worth { font-size: 0.8rem; font-weight: 650; color: var(--tone-ink); margin-top: 0.25rem; }
.none { --tone: var(--none); --tone-ink: var(--soft); }
.cash { --tone: var(--cash); --tone-ink: var(--cash); }
.time { --tone: var(--time); --tone-ink: var(--time); }
.panel { background: var(--raised); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1.1rem 1.2rem; }
.stack { display: grid; gap: 1.25rem; }
.two { display: grid; gap: 1.25rem; margin-top: 1.25rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
caption { text-align: left; font-weight: 650; padding-bottom: 0.4rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.82rem; padding: 0.3rem 0.6rem 0.3rem 0; }
td { padding: 0.45rem 0.6rem 0.45rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:last-child, th:last-child { padding-right: 0; }
.state { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 1rem; border: 1.5px solid var(--tone, var(--none)); font-size: 0.82rem; white-space: nowrap; }
.nowrap { white-space: nowrap; }
.steps { margin: 0.5rem 0 0; padding-left: 1.3rem; font-size: 0.95rem; }
.steps li { margin-top: 0.35rem; }
.steps ul { margin: 0.2rem 0 0; padding-left: 1.1rem; }
.links { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; gap: 0.75rem; }
.links a { font-weight: 600; }
.links span { color: var(--soft); display: block; font-size: 0.95rem; }
footer { padding: 2rem 0 3rem; color: var(--soft); font-size: 0.9rem; border-top: 1px solid var(--line); }
@media (max-width: 39.99rem) {
  .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows, .rows tbody, .rows tr, .rows td, .rows caption { display: block; }
  .rows tr { border-top: 1px solid var(--line); padding: 0.6rem 0; }
  .rows td { border: 0; padding: 0.1rem 0; }
  .rows td[data-is]::before { content: attr(data-is); display: inline-block; min-width: 3.4rem; color: var(--soft); font-family: system-ui, sans-serif; font-size: 0.82rem; }
}
@media (min-width: 48rem) {
  .hero { grid-template-columns: 1.15fr 1fr; padding: 2.5rem 0 3.5rem; }
  .two { grid-template-columns: 1fr 1fr; align-items: start; }
  .links { grid-template-columns: repeat(5, 1fr); gap: 1.25rem; }
}
@media (min-width: 62rem) {
  .life { grid-template-columns: repeat(6, 1fr); }
  .life li { display: block; padding: 0 1rem 0 0; }
  .life li::before { left: 3.6rem; right: 0.35rem; top: 1.55rem; bottom: auto; width: auto; height: 3px; }
  .life h3 { margin-top: 0.7rem; }
}
`;
