import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type DemoRegister, type DemoWorld, someOfEach } from './demo-world.js';
import { HOME_STYLE } from './home.style.js';
import { CardPicture, Glyph, type GlyphName } from './pictures.js';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect y='3' width='16' height='10' rx='2' fill='%230b5c66'/%3E%3Crect x='3' y='7' width='10' height='3' fill='%23cfd4d2'/%3E%3C/svg%3E";

/** The start page: what this is, the life of a card and, on the machine it runs on, whom to play. */
export function homePage(demo: DemoWorld | undefined): string {
  return `<!doctype html>${renderToString(<Home demo={demo} />)}`;
}

function Home({ demo }: { readonly demo: DemoWorld | undefined }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Re-Up: subscription time, sold for cash</title>
        <link rel="icon" href={ICON} />
        {/* biome-ignore: the text is ours, and its hash is in the page's policy */}
        <style dangerouslySetInnerHTML={{ __html: HOME_STYLE }} />
        {demo === undefined ? null : <script src="/demo/codes.js" defer></script>}
      </head>
      <body>
        <header>
          <div class="wrap">
            <span class="mark">Re-Up</span>
            <nav aria-label="Main">
              {demo === undefined ? null : <a href="#demo">Demo world</a>}
              <a href="/office">Office</a>
              <a href="/register">Register</a>
              <a href="/docs">API</a>
              <a href="/health/ready">Health</a>
            </nav>
          </div>
        </header>
        <main class="wrap">
          <Hero demo={demo} />
          <Life />
          {demo === undefined ? null : <Demo demo={demo} />}
          <Links />
        </main>
        <footer>
          <div class="wrap">
            Money is counted in minor units, time in calendar months, and every card in one place at a time.
          </div>
        </footer>
      </body>
    </html>
  );
}

function Hero({ demo }: { readonly demo: DemoWorld | undefined }): VNode {
  return (
    <div class="hero">
      <div>
        <h1>Subscription time, sold for cash</h1>
        <p>
          A customer without a bank card buys a Re-Up card at the till, scratches it and types its PIN: the phone device
          runs for another month, three, or twelve. Re-Up mints the cards, lets tills sell them, turns PINs into time
          and accounts for every cent.
        </p>
        <div class="act">
          {demo === undefined ? null : <a href="#demo">Play a part in the demo world</a>}
          <a href="/docs">Read the API</a>
        </div>
      </div>
      <CardPicture />
    </div>
  );
}

interface Step {
  readonly glyph: GlyphName;
  readonly title: string;
  readonly text: string;
  readonly worth: string;
  readonly tone: 'none' | 'cash' | 'time';
}

const STEPS: readonly Step[] = [
  {
    glyph: 'mint',
    title: 'Minted',
    text: 'One person asks for a batch, another approves it. PINs are drawn at random.',
    worth: 'Worth nothing',
    tone: 'none',
  },
  {
    glyph: 'seal',
    title: 'Printed and sealed',
    text: 'After printing the key is destroyed: from then on nobody can read a PIN here.',
    worth: 'Worth nothing',
    tone: 'none',
  },
  {
    glyph: 'ship',
    title: 'Shipped',
    text: 'A range of serials goes to a store, which counts what it receives.',
    worth: 'Worth nothing',
    tone: 'none',
  },
  {
    glyph: 'peg',
    title: 'On the peg',
    text: 'It hangs in the shop where anyone can take it: a stolen one buys nothing.',
    worth: 'Worth nothing',
    tone: 'none',
  },
  {
    glyph: 'cash',
    title: 'Sold for cash',
    text: 'The till activates it, once, and the retailer owes us for it.',
    worth: 'Worth its price',
    tone: 'cash',
  },
  {
    glyph: 'device',
    title: 'Redeemed',
    text: 'The PIN becomes calendar months on one device, once, and is dead.',
    worth: 'Time on a device',
    tone: 'time',
  },
];

function Life(): VNode {
  return (
    <section aria-labelledby="life">
      <h2 id="life">The life of a card</h2>
      <p class="lead">
        A printed card is worth nothing until the till activates it. From then on its PIN is cash, until it is redeemed.
      </p>
      <ol class="life">
        {STEPS.map(({ glyph, title, text, worth, tone }) => (
          <li key={glyph} class={tone}>
            <Glyph name={glyph} />
            <h3>{title}</h3>
            <p>{text}</p>
            <div class="worth">{worth}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const CARDS_OF_EACH_STATE = 2;
const ROWS_MAX = 24;
const SERIALS_MAX = 3;

function Demo({ demo }: { readonly demo: DemoWorld }): VNode {
  return (
    <section id="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">Demo world</h2>
      <p class="lead">
        Shown on this machine only. A sign-in code counts once and changes every half minute. Access tokens and the
        tills’ keys are in <code>.reup/demo.json</code>.
      </p>
      <div class="two">
        <div class="stack">
          <StaffPanel demo={demo} />
          {demo.register === undefined ? null : <RegisterPanel register={demo.register} />}
        </div>
        <div class="stack">
          <CardsPanel demo={demo} />
          {demo.devices.length === 0 ? null : <DevicesPanel demo={demo} />}
        </div>
      </div>
    </section>
  );
}

interface PanelProps {
  readonly demo: DemoWorld;
}

function StaffPanel({ demo }: PanelProps): VNode {
  return (
    <div class="panel">
      <table>
        <caption>Sign in as</caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">E-mail, password and code</th>
          </tr>
        </thead>
        <tbody>
          {demo.staff.slice(0, ROWS_MAX).map(({ email, password, roles, code }) => (
            <tr key={email}>
              <td>
                <strong>{roles.join(', ')}</strong>
              </td>
              <td>
                {email}
                <br />
                <span class="mono">{password}</span>
                {code === '' ? null : (
                  <span class="mono nowrap">
                    {' '}
                    · code{' '}
                    <strong data-code-of={email} aria-live="off">
                      {code}
                    </strong>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How this browser becomes a till. */
function RegisterPanel({ register }: { readonly register: DemoRegister }): VNode {
  const { name, store, storePage, clerks, serials } = register;
  return (
    <div class="panel">
      <h3>Be a till</h3>
      <ol class="steps">
        <li>
          In the office, an admin opens <a href={storePage}>{store}</a> and shows the enrolment code of the till “{name}
          ”.
        </li>
        <li>
          Type it into the <a href="/register">register</a>, within ten minutes: this browser is the till from then on.
        </li>
        <li>
          Sign in and open the shift:
          <ul>
            {clerks.slice(0, ROWS_MAX).map(({ code, name: clerk, signIn, supervisorCode }) => (
              <li key={code}>
                {clerk} ({code}), code <strong class="mono">{signIn}</strong>
                {supervisorCode === '' ? null : (
                  <>
                    , as supervisor <strong class="mono">{supervisorCode}</strong>
                  </>
                )}
              </li>
            ))}
          </ul>
        </li>
        {serials.length === 0 ? null : (
          <li>
            Scan a card that hung there at the start, or type its serial:
            <ul>
              {serials.slice(0, SERIALS_MAX).map((serial) => (
                <li key={serial} class="mono nowrap">
                  {grouped(serial)}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ol>
    </div>
  );
}

function CardsPanel({ demo }: PanelProps): VNode {
  const cards = someOfEach(demo.cards, ({ state }) => state, CARDS_OF_EACH_STATE).slice(0, ROWS_MAX);
  return (
    <div class="panel">
      <table class="rows">
        <caption>Cards to try, as they were at the start</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Serial</th>
            <th scope="col">PIN</th>
          </tr>
        </thead>
        <tbody>
          {cards.map(({ serial, pin, state }) => (
            <tr key={serial}>
              <td>
                <span class={`state ${toneOf(state)}`}>{state.replaceAll('_', ' ')}</span>
              </td>
              <td class="mono nowrap" data-is="Serial">
                {grouped(serial)}
              </td>
              <td class="mono nowrap" data-is="PIN">
                {grouped(pin)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DevicesPanel({ demo }: PanelProps): VNode {
  return (
    <div class="panel">
      <table>
        <caption>Phone devices</caption>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Ran until</th>
          </tr>
        </thead>
        <tbody>
          {demo.devices.slice(0, ROWS_MAX).map(({ number, paidThrough }) => (
            <tr key={number}>
              <td class="mono">{number}</td>
              <td>{paidThrough === '' ? 'never ran' : paidThrough}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toneOf(state: string): Step['tone'] {
  if (state === 'active' || state === 'held') return 'cash';
  return state === 'redeemed' || state === 'replaced' ? 'time' : 'none';
}

/** `1234 5678 9012 3456`, as on the card. */
function grouped(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}

const LINKS: readonly { readonly href: string; readonly name: string; readonly what: string }[] = [
  {
    href: '/office',
    name: 'Office',
    what: 'Batches, approvals, card stock, print houses, people: what staff work with',
  },
  { href: '/register', name: 'Register', what: 'The till of a small shop: scan, take cash, activate, print the slip' },
  { href: '/docs', name: 'API', what: 'Every call, its fields and its refusals, to read and to try' },
  { href: '/docs/openapi.json', name: 'OpenAPI 3.1', what: 'The same for machines' },
  { href: '/health/ready', name: 'Health', what: 'Database, migrations and queue' },
];

function Links(): VNode {
  return (
    <section aria-labelledby="links">
      <h2 id="links">Where to look</h2>
      <ul class="links">
        {LINKS.map(({ href, name, what }) => (
          <li key={href}>
            <a href={href}>{name}</a>
            <span>{what}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
