import {
  type CurrentShiftAnswer,
  type OpenShiftRequest,
  type Outcome,
  type ShiftAnswer,
  type ShiftReport,
  type SignInAnswer,
  type TerminalAnswer,
  TillClient,
  openWebSigner,
} from '#lib/till-client';
import { Keep } from './keep.js';
import { KnownCards } from './known-cards.js';
import { type LastClose, keepLastClose, lastCloseOf, readLastClose } from './last-close.js';
import { ASK_EVERY_MS, ASK_OFFLINE_EVERY_MS, type Link, UNKNOWN_LINK, linkAfter } from './link.js';
import { type Pairing, pair, readPairing } from './pairing.js';
import { Printer } from './printer.js';
import { isCode, rememberCode } from './quick-code.js';
import { SaleQueue } from './sale-queue.js';
import { Seller } from './seller.js';
import { LOCK_AFTER_MS, OFFLINE_TRIES, type Session, idleMs, keepSession, readSession, touch } from './session.js';
import { Store } from './store.js';

export type Screen = 'sell' | 'queue' | 'void' | 'slip' | 'reports' | 'drawer' | 'cash-up';

export interface RegisterView {
  readonly stage: 'starting' | 'pairing' | 'sign in' | 'open shift' | 'work' | 'closed';
  readonly screen: Screen;
  readonly locked: boolean;
  readonly terminal?: TerminalAnswer;
  readonly clerk?: SignInAnswer;
  readonly shift?: ShiftAnswer;
  /** How the last drawer of this till was closed, by anybody. */
  readonly lastClose?: LastClose;
  /** The report of the shift that was closed just now. */
  readonly z?: ShiftReport;
  readonly sold: { readonly count: number; readonly minor: number };
  readonly link: Link;
}

const TERMINAL = 'terminal';
/** A question that the clerk did not ask waits for nothing. */
const LOOK_EVERY_MS = 1_000;

/** The till from its pairing to its cash-up: who it is, who stands at it, and whether anybody answers. */
export class Register {
  readonly view = new Store<RegisterView>({
    stage: 'starting',
    screen: 'sell',
    locked: false,
    sold: { count: 0, minor: 0 },
    link: UNKNOWN_LINK,
  });
  readonly printer = new Printer();
  private session: Session | undefined;
  /** What the clerk has just signed in with: opening the shift right after asks for it no second time. */
  private freshCode: string | undefined;
  private askedAt = 0;
  private asking = false;

  private constructor(
    private readonly keep: Keep,
    private readonly known: KnownCards,
  ) {}

  private till: { readonly client: TillClient; readonly seller: Seller } | undefined;

  static async open(): Promise<Register> {
    const keep = await Keep.open();
    return new Register(keep, await KnownCards.open(keep));
  }

  get client(): TillClient {
    return this.paired.client;
  }

  get seller(): Seller {
    return this.paired.seller;
  }

  get asksForCode(): boolean {
    return this.freshCode === undefined;
  }

  get currency(): string {
    return this.view.get().terminal?.retailer.currency ?? 'USD';
  }

  private get paired(): NonNullable<Register['till']> {
    if (this.till === undefined) throw new Error('the till is not paired yet');
    return this.till;
  }

  /** From what was kept: a till must be there at once, with or without a line. */
  async start(): Promise<void> {
    setInterval(() => this.look(), LOOK_EVERY_MS);
    window.addEventListener('online', () => void this.ask());
    window.addEventListener('offline', () => void this.ask());
    for (const deed of ['keydown', 'pointerdown'] as const) window.addEventListener(deed, () => this.touched(), true);
    const pairing = await readPairing(this.keep);
    if (pairing === undefined) return this.view.set({ stage: 'pairing' });
    const terminal = await this.keep.get<TerminalAnswer>(TERMINAL);
    const lastClose = await readLastClose(this.keep);
    if (lastClose !== undefined) this.view.set({ lastClose });
    await this.work(pairing, terminal);
  }

  async pair(code: string): Promise<Outcome<object>> {
    const outcome = await pair(this.keep, code);
    if (outcome.kind === 'done') await this.work((await readPairing(this.keep))!, undefined);
    return outcome;
  }

  /** The clerk's code, told to the system; while nobody answers, the same clerk's is known here. */
  async signIn(clerk: string, code: string): Promise<string | undefined> {
    const outcome = await this.heard(this.client.clerkSignIn(clerk, code));
    if (outcome.kind === 'done') {
      this.freshCode = code;
      await this.signedIn({ clerk: outcome.answer, quick: await rememberCode(code), wrong: 0 });
      void this.ask();
      return undefined;
    }
    if (outcome.kind === 'refused') return outcome.code === 'clerk.code_wrong' ? outcome.detail : outcome.words;
    return this.signInOffline(clerk, code);
  }

  async openShift(request: Omit<OpenShiftRequest, 'clerk'>): Promise<Outcome<ShiftAnswer>> {
    const { clerk } = this.view.get().clerk!;
    const fresh = this.freshCode === undefined ? {} : { code: this.freshCode };
    const left = this.view.get().terminal?.shift;
    const outcome = await this.heard(this.client.openShift({ clerk, ...fresh, ...request }));
    if (outcome.kind === 'done') this.freshCode = undefined;
    if (outcome.kind === 'done') this.shiftIs({ shift: outcome.answer, salesCount: 0, salesMinor: 0 });
    if (outcome.kind === 'done' && left && left.id !== outcome.answer.id) void this.takenOver(left.id);
    return outcome;
  }

  /** Signs off; what waits to be sent goes on waiting. */
  async signOut(): Promise<void> {
    this.session = undefined;
    await keepSession(this.keep, undefined);
    const { clerk: _, shift: __, z: ___, ...view } = this.view.get();
    this.view.set({
      ...view,
      clerk: undefined,
      shift: undefined,
      z: undefined,
      stage: 'sign in',
      screen: 'sell',
      locked: false,
    } as Partial<RegisterView>);
  }

  /** The shift is closed: its report stays in sight until the clerk signs off. */
  async closed(report: ShiftReport): Promise<void> {
    const { terminal } = this.view.get();
    const over = { stage: 'closed', screen: 'sell', shift: undefined, sold: { count: 0, minor: 0 } };
    const free = terminal === undefined ? {} : { terminal: { ...terminal, shift: null } };
    this.view.set({ ...over, ...free, z: report } as Partial<RegisterView>);
    await this.closedLast(report);
    await this.keep.set('shift', undefined);
  }

  show(screen: Screen): void {
    this.view.set({ screen });
  }

  lock(): void {
    if (this.view.get().stage === 'work') this.view.set({ locked: true });
  }

  /** A newer register may take over: nothing is on the counter, nothing waits to be sent. */
  get mayRestart(): boolean {
    if (this.till === undefined) return true;
    const { sale, waiting } = this.seller.view.get();
    return waiting === 0 && sale.lines.length === 0 && this.view.get().screen === 'sell';
  }

  /** A print of each sale's slip; the words say what went wrong. */
  async printSlips(keys: readonly string[]): Promise<string | undefined> {
    const sales = keys.map((key) => this.seller.journal.ofKey(key)).filter((sale) => sale !== undefined);
    const { terminal, clerk } = this.view.get();
    return this.printer.slips(this.client, (call) => this.heard(call), sales, { terminal, clerk: clerk?.name });
  }

  /** What was sold so far has changed. */
  soldMoved(): Promise<void> {
    return this.askShift();
  }

  /** Every answer that comes by tells whether the line is up. */
  async heard<Answer>(call: Promise<Outcome<Answer>>): Promise<Outcome<Answer>> {
    const startedAt = performance.now();
    const outcome = await call;
    this.askedAt = Date.now();
    const { link } = this.view.get();
    const next = linkAfter(link, outcome, performance.now() - startedAt);
    this.view.set({ link: next });
    if (next.state === 'online' && link.state === 'offline') this.till?.seller.lineIsBack();
    return outcome;
  }

  /** How the till stands, asked by itself: the answer is also the bar's ping. */
  async ask(): Promise<void> {
    if (this.till === undefined || this.asking) return;
    this.asking = true;
    try {
      const outcome = await this.heard(this.client.terminal());
      if (outcome.kind === 'refused' && outcome.code === 'signature.invalid') return await this.unpaired();
      if (outcome.kind !== 'done') return;
      await this.keep.set(TERMINAL, outcome.answer);
      this.view.set({ terminal: outcome.answer });
      await this.askShift();
    } finally {
      this.asking = false;
    }
  }

  private async work(pairing: Pairing, terminal: TerminalAnswer | undefined): Promise<void> {
    const client = new TillClient({ url: location.origin, signer: openWebSigner(pairing.key) });
    const queue = await SaleQueue.open({
      client: new TillClient({
        url: location.origin,
        signer: openWebSigner(pairing.key),
        onRepeat: ({ tryNumber }) => this.till?.seller.repeated(tryNumber),
      }),
      floor: () => this.view.get().terminal?.offline,
      heard: (call) => this.heard(call),
    });
    const seller = await Seller.open({
      client,
      queue,
      known: this.known,
      keep: this.keep,
      heard: (call) => this.heard(call),
      online: () => this.view.get().link.state !== 'offline',
      terminal: () => this.view.get().terminal,
      clerk: () => this.view.get().clerk?.clerk,
      sold: () => void this.askShift(),
    });
    this.till = { client, seller };
    if (terminal !== undefined) this.view.set({ terminal });
    this.session = await readSession(this.keep);
    if (this.session === undefined) this.view.set({ stage: 'sign in' });
    else await this.resume(this.session, terminal);
    await this.ask();
    seller.lineIsBack();
  }

  /** After a reload the clerk goes on where they were; after a longer absence they say who they are. */
  private async resume(session: Session, terminal: TerminalAnswer | undefined): Promise<void> {
    const shift = await this.keep.get<CurrentShiftAnswer>('shift');
    const own = shift?.shift?.clerk === session.clerk.clerk ? shift : undefined;
    this.view.set({
      clerk: session.clerk,
      locked: idleMs() > LOCK_AFTER_MS,
      stage: own !== undefined && terminal !== undefined ? 'work' : 'open shift',
      ...(own === undefined ? {} : shiftView(own)),
    });
  }

  private async signInOffline(clerk: string, code: string): Promise<string | undefined> {
    const { session } = this;
    if (session?.clerk.clerk !== clerk)
      return 'No answer. Only the clerk who was here last can go on without the line.';
    if (session.wrong >= OFFLINE_TRIES) return 'Too many wrong codes. Wait until the line is back.';
    if (await isCode(code, session.quick)) {
      await this.signedIn({ ...session, wrong: 0 });
      return undefined;
    }
    this.session = { ...session, wrong: session.wrong + 1 };
    await keepSession(this.keep, this.session);
    return `Wrong code. ${OFFLINE_TRIES - this.session.wrong} tries left.`;
  }

  private async signedIn(session: Session): Promise<void> {
    const same = this.view.get().clerk?.clerk === session.clerk.clerk;
    this.session = session;
    await keepSession(this.keep, session);
    touch();
    const shift = same ? this.view.get().shift : undefined;
    this.view.set({ clerk: session.clerk, locked: false, stage: shift === undefined ? 'open shift' : 'work' });
    if (shift === undefined) await this.askShift();
  }

  private async askShift(): Promise<void> {
    const { clerk } = this.view.get();
    if (clerk === undefined) return;
    const outcome = await this.client.currentShift();
    if (outcome.kind === 'done') this.shiftIs(outcome.answer);
  }

  /** Somebody's drawer was closed uncounted, and its report is the last one now. */
  private async takenOver(shiftId: string): Promise<void> {
    const outcome = await this.client.zReport(shiftId);
    if (outcome.kind === 'done') await this.closedLast(outcome.answer);
  }

  private async closedLast(report: ShiftReport): Promise<void> {
    const lastClose = lastCloseOf(report);
    this.view.set({ lastClose });
    await keepLastClose(this.keep, lastClose);
  }

  /** Another clerk's shift is none of this one's: the screen for opening says whose it is. */
  private shiftIs(answer: CurrentShiftAnswer): void {
    const { clerk, stage } = this.view.get();
    const own = answer.shift?.clerk === clerk?.clerk;
    void this.keep.set('shift', own ? answer : undefined);
    if (own) this.view.set({ ...shiftView(answer), ...(stage === 'open shift' ? { stage: 'work' } : {}) });
    else if (stage === 'work') this.view.set({ shift: undefined, stage: 'open shift' } as Partial<RegisterView>);
  }

  /** Its keys were taken away: it must be set up again, and what waits is kept for that. */
  private async unpaired(): Promise<void> {
    this.view.set({ stage: 'pairing' });
  }

  private touched(): void {
    const { locked, stage } = this.view.get();
    if (!locked && stage === 'work') touch();
  }

  private look(): void {
    const { link, stage, locked } = this.view.get();
    if (stage === 'work' && !locked && idleMs() > LOCK_AFTER_MS) this.lock();
    const every = link.state === 'offline' ? ASK_OFFLINE_EVERY_MS : ASK_EVERY_MS;
    if (Date.now() - this.askedAt > every) void this.ask();
  }
}

function shiftView({
  shift,
  salesCount,
  salesMinor,
}: CurrentShiftAnswer): Pick<RegisterView, 'sold'> & { shift?: ShiftAnswer } {
  return { ...(shift === null ? {} : { shift }), sold: { count: salesCount, minor: salesMinor } };
}
