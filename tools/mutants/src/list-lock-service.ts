import { mutantsOf, type Mutant } from './mutant.js';

const service = mutantsOf('apps/lock/src/service');
const EARLY = 'lock: no session ends before the time that its client was told';
const WAITS = 'lock: whoever waits is told';

/** Faults of the lock service on its nodes: of what a leader keeps in its memory, and of those who wait and watch. */
export const LOCK_SERVICE: readonly Mutant[] = [
  service(
    'a-sign-of-life-is-answered-by-who-may-be-deposed',
    EARLY,
    'sessions/session-keeper',
    'const term = await this.#site.confirm();',
    'const term = this.#reign?.term ?? 0;',
  ),
  service(
    'a-sign-of-life-is-answered-after-leadership',
    EARLY,
    'leadership',
    'if (this.term !== term) throw this.notLeader();',
    '',
  ),
  service(
    'a-sign-of-life-is-confirmed-by-an-earlier-read',
    EARLY,
    'leadership',
    'this.#next = undefined;\n        this.#confirmations++;',
    'this.#confirmations++;',
  ),
  service(
    'a-new-leader-takes-its-state-for-the-newest',
    EARLY,
    'sessions/session-keeper',
    'this.#beatLater(reign);\n    this.#confirm(reign);',
    'this.#beatLater(reign);\n    this.#begin(reign);',
  ),
  service(
    'a-leader-remembers-deadlines-of-a-former-leadership',
    EARLY,
    'sessions/session-keeper',
    'if (term === this.#reign?.term) return;',
    'if (term === undefined || this.#reign !== undefined) return;',
  ),
  service(
    'an-expiry-on-its-way-is-not-waited-for',
    EARLY,
    'sessions/session-keeper',
    'if (pending.length === 0) break;',
    'break;',
  ),
  service(
    'an-expiry-that-may-be-in-the-log-is-given-up',
    EARLY,
    'sessions/session-keeper',
    'if (!mayBeAppended || this.#reign !== reign) return false;',
    'return false;',
  ),
  service(
    'a-refused-repetition-decides-the-first-attempt',
    EARLY,
    'sessions/session-keeper',
    'mayBeAppended ||= ',
    'mayBeAppended = ',
  ),
  service(
    'a-command-past-the-service-is-no-sign-of-life',
    EARLY,
    'sessions/session-keeper',
    'else if (session.epoch !== next.epoch) this.#prolong(reign, next.id);',
    '',
  ),
  service(
    'a-session-gets-half-its-time',
    EARLY,
    'sessions/session-keeper',
    'reign.time.now() + session.ttlMs',
    'reign.time.now() + session.ttlMs / 2',
  ),
  service(
    'a-new-leader-grants-no-new-time',
    EARLY,
    'sessions/session-keeper',
    'this.#prolong(reign, next.value.session);\n    }',
    `this.#prolong(reign, next.value.session);
      const kept = reign.sessions.get(next.value.session);
      if (kept !== undefined) reign.deadlines.put(kept, reign.time.now());
    }`,
  ),
  service(
    'a-deadline-counts-from-the-last-beat',
    EARLY,
    'sessions/session-keeper',
    'reign.time.now() + session.ttlMs',
    'Math.floor(reign.time.now() / this.#options.beat) * this.#options.beat + session.ttlMs',
  ),
  service(
    'a-node-confirms-its-leadership-by-itself',
    EARLY,
    'leadership',
    "{ level: 'linearizable' }",
    "{ level: 'local' }",
  ),
  service(
    'an-expiry-names-the-term-of-another-leadership',
    EARLY,
    'sessions/session-keeper',
    'term: reign.term, sessions });',
    'term: reign.term + 1, sessions });',
  ),
  service(
    'a-stall-is-not-given-back',
    'lock: who was not heard because we stood still has that much more time',
    'time/attentive-time',
    'if (isLate) this.#stoodStill += late;',
    '',
  ),
  service(
    'a-node-acts-right-after-a-stall',
    'lock: who was not heard because we stood still has that much more time',
    'time/attentive-time',
    'const mayAct = !isLate || this.#wasLate;',
    'const mayAct = true;',
  ),
  service(
    'what-has-come-in-is-heard-after-the-expiry',
    'lock: who was not heard because we stood still has that much more time',
    'sessions/session-keeper',
    `this.#site.clock.defer(() => {
        if (this.#reign === reign) this.#expireDue(reign);
      });`,
    'this.#expireDue(reign);',
  ),
  service(
    'who-waits-misses-a-grant-in-the-same-batch',
    WAITS,
    'waiting/wait-room',
    "if (state.type !== 'queued') return Promise.resolve(state);",
    '',
  ),
  service(
    'who-waits-hears-nothing-of-lost-leadership',
    WAITS,
    'lock-service',
    'this.#room.failAll(() => this.#leadership.notLeader());',
    '',
  ),
  service(
    'a-request-whose-caller-has-gone-keeps-its-place',
    'lock: a request is withdrawn in its time',
    'waiting/wait-room',
    'if (wait.calls.size === 0 && wait.slot < 0) this.#waits.delete(wait.key);',
    'if (wait.calls.size === 0) this.#forget(wait);',
  ),
  service(
    'those-who-wait-are-not-bounded',
    'rule 18',
    'waiting/wait-room',
    'if (this.#waits.size + this.#reserved >= this.#site.maxWaiting)',
    'if (this.#reserved >= this.#site.maxWaiting)',
  ),
  service(
    'events-of-a-slow-watcher-are-not-bounded',
    'rule 18',
    'watching/watcher',
    'if (this.#events.length >= this.#site.maxEvents) {',
    'if (this.#events.length > 1_000_000) {',
  ),
  service(
    'a-watcher-is-not-told-that-events-are-missing',
    'lock: a watcher has the state, or every event since',
    'watching/watches',
    "if (event.type === 'reset') this.#reset();",
    '',
  ),
  service(
    'a-repetition-is-answered-by-who-may-be-deposed',
    'lock: a request is decided once',
    'acquiring',
    '    // Where another node leads, it knows better.\n    await leadership.confirm();\n',
    '',
  ),
  service(
    'a-repetition-is-another-entry-of-the-log',
    'lock: who waits costs no entry of the log',
    'acquiring',
    '    if (known !== undefined) return known;\n',
    '',
  ),
];
