import { mutantsOf, type Mutant } from './mutant.js';

const client = mutantsOf('packages/lock-client/src/client');

/** Faults of the client of the lock service: what it takes for held that may not be, and what it leaves behind. */
export const LOCK_CLIENT: readonly Mutant[] = [
  client(
    'a-lease-uses-all-of-its-time-to-live',
    'R5: a lease leaves a margin for clocks of another rate',
    'lease',
    'return sentAt + ttl * (1 - DRIFT_MARGIN);',
    'return sentAt + ttl;',
  ),
  client(
    'a-lease-counts-from-the-answer',
    'R5: a lease counts from when it was asked for',
    'keep-alive',
    'else session.prolong(sentAt, ttl);',
    'else session.prolong(this.#clock.now(), ttl);',
  ),
  client(
    'a-first-lease-counts-from-the-answer',
    'R5: a lease counts from when it was asked for',
    'session-pool',
    'ttl: answer.ttl }, this.#parts, sentAt);',
    'ttl: answer.ttl }, this.#parts, clock.now());',
  ),
  client(
    'a-session-is-opened-after-its-own-end',
    'R5: a lease counts from when it was asked for',
    'session-pool',
    'if (new Lease(sentAt, answer.ttl).isOver(clock.now())) continue;',
    '',
  ),
  client(
    'is-held-does-not-look-at-the-clock',
    'C5: whoever looks after a pause is told the truth',
    'hold',
    `  get isHeld(): boolean {
    this.#holder.check();`,
    '  get isHeld(): boolean {',
  ),
  client(
    'a-token-is-given-without-a-look-at-the-clock',
    'C5: whoever looks after a pause is told the truth',
    'hold',
    `  get token(): number {
    this.#holder.check();`,
    '  get token(): number {',
  ),
  client(
    'a-signal-is-given-without-a-look-at-the-clock',
    'C5: whoever looks after a pause is told the truth',
    'hold',
    `  get signal(): AbortSignal {
    this.#holder.check();`,
    '  get signal(): AbortSignal {',
  ),
  client(
    'signs-of-life-are-sent-before-the-clock-is-looked-at',
    'C5: what is over after a pause is said before anything else',
    'keep-alive',
    'for (const { session } of [...this.#places.values()]) session.check();',
    '',
  ),
  client(
    'waiters-hear-of-the-end-before-holders',
    'C5: whoever holds something is told first',
    'client-session',
    `    this.requests.loseAll(why, reason.cause);
    this.#ended.end(reason);`,
    `    this.#ended.end(reason);
    this.requests.loseAll(why, reason.cause);`,
  ),
  client(
    'a-lease-that-was-prolonged-is-not-watched',
    'C5: the signal fires when the lease is over',
    'client-session',
    'if (this.check()) this.#arm();',
    'this.check();',
  ),
  client(
    'a-session-that-is-gone-is-kept',
    'C5: what the cluster says ends a session at once',
    'keep-alive',
    'if (ttl === 0) session.gone();',
    'if (ttl === 0) session.failed(undefined);',
  ),
  client(
    'a-broken-hold-is-kept',
    'C5: what an administrator breaks is lost',
    'session-watch',
    'if (released?.cause === proto.Released.Cause.BROKEN) this.#observer.onBroken(released.requests ?? []);',
    '',
  ),
  client(
    'a-break-that-was-missed-is-not-looked-up',
    'C5: what an administrator breaks is lost',
    'requests',
    'for (const entry of this.#entries.values()) this.#verifyIfOld(entry);',
    '',
  ),
  client(
    'a-node-that-is-behind-ends-a-session',
    'C5: a session ends by the word of whoever leads',
    'session-watch',
    'if (!state.session) this.#session.isInDoubt();',
    'if (!state.session) this.#session.gone();',
  ),
  client(
    'what-is-released-is-held-until-the-cluster-knows',
    'C5: nothing is taken for held that is being given back',
    'hold',
    "    this.lose('released');\n    return this.#holder.giveBack(this, options);",
    "    return this.#holder.giveBack(this, options).then(() => this.lose('released'));",
  ),
  client(
    'a-request-that-was-given-up-is-not-withdrawn',
    'port: nobody waits or holds for a caller who has gone',
    'requests',
    'else this.#parts.background(this.#withdraw(entry));',
    '',
  ),
  client(
    'a-withdrawal-is-tried-once',
    'port: nobody waits or holds for a caller who has gone',
    'requests',
    'for (let failures = 1; !signal.aborted; failures++) {',
    'for (let failures = 1; failures < 2 && !signal.aborted; failures++) {',
  ),
  client(
    'a-request-that-goes-on-has-a-new-number',
    'rule 15',
    'requests',
    `      const message = {
        session: this.#session.idBytes,
        request,`,
    `      const message = {
        session: this.#session.idBytes,
        request: isLong ? this.#numbers.next() : request,`,
  ),
  client(
    'the-floor-passes-what-may-be-sent-again',
    'rule 15',
    'request-numbers',
    'for (const first of this.#open) return first;',
    '',
  ),
  client(
    'a-name-is-free-in-its-session-before-the-release-is-known',
    'C5: two callers of one session are not granted one hold',
    'requests',
    'entry.givingBack ??= this.#release(entry.request).then(() => this.#forget(entry));',
    'entry.givingBack ??= this.#release(entry.request).then(() => this.#forget(entry));\n    entry.leave();',
  ),
  client(
    'a-sign-of-life-that-failed-waits-for-the-next',
    'C5: signs of life are repeated until the session is over',
    'keep-alive',
    'place.due = Math.min(place.due, now + Math.min(MAX_RETRY_PAUSE, place.interval / 4));',
    '',
  ),
];
