import { EntryKind } from '../model/entry.js';
import { AppliedResponseEvictedError, type RaftError } from '../model/errors.js';
import type { GroupSettings } from '../model/group-settings.js';
import { ResponseCache, type FrozenResponses } from './response-cache.js';
import {
  SessionRegistry,
  type FrozenSession,
  type SessionEntry,
  type SessionState,
  type Verdict,
} from './session-registry.js';

/** How an entry ended: the response of the app, what a former copy of the command was answered, or why it has no effect. */
export type Applied = Uint8Array | FormerAnswer | RaftError;

/** The answer to a command that was applied before, at `index`. */
export interface FormerAnswer {
  readonly index: number;
  readonly value: Uint8Array;
}

/** A table as it was at one moment, whatever becomes of it. Sessions are in order of their last activity. */
export interface FrozenSessions {
  readonly sessions: readonly FrozenSession[];
  readonly responses: FrozenResponses;
}

const NO_RESPONSE = new Uint8Array(0);

type Later = { readonly index: number } & ({ readonly ended: number } | { readonly settings: GroupSettings });

/**
 * The sessions of a group (thesis §6.3; rule 15): a function of the log, equal on every replica.
 *
 * An entry passes it twice, each time in log order: `judge` before its batch is handed to the app, `settle` with the app's
 * response. What `judge` decides never depends on which responses are kept, and these change in `settle` alone: so it makes no difference how
 * a replica cuts the log into batches.
 */
export class SessionTable {
  readonly #registry: SessionRegistry;
  readonly #cache: ResponseCache;
  /** What `judge` has decided, and the cache is to hear of in its turn. */
  #later: Later[] = [];
  #judging = 0;
  #settings: GroupSettings;

  constructor(settings: GroupSettings) {
    this.#settings = settings;
    this.#registry = new SessionRegistry(settings, (ended) => {
      this.#later.push({ index: this.#judging, ended });
    });
    this.#cache = new ResponseCache(settings);
  }

  get size(): number {
    return this.#registry.size;
  }

  /** As of the last entry that was judged. */
  get settings(): GroupSettings {
    return this.#settings;
  }

  /** What all kept responses take. */
  get bytes(): number {
    return this.#cache.bytes;
  }

  /** @throws {UnknownEntryError} */
  judge(entry: SessionEntry): Verdict {
    this.#judging = entry.index;
    return this.#registry.judge(entry);
  }

  /** The settings of the configuration entry at `index` count from there on. */
  configure(index: number, settings: GroupSettings): void {
    this.#settings = settings;
    this.#registry.configure(settings);
    this.#later.push({ index, settings });
  }

  /** @param response the app's, where the verdict was `apply`; copied where it is kept. Undefined: nobody can have asked. */
  settle(
    { index, kind, session, sequence, window }: Omit<SessionEntry, 'time' | 'payload'>,
    verdict: Verdict,
    response: Uint8Array | undefined,
  ): Applied | undefined {
    if (this.#later.length > 0) this.#catchUp(index);
    if (session !== 0) this.#cache.touch(session, sequence - window);
    switch (verdict.type) {
      case 'apply':
        // The app, or whoever is given the response, may go on to use its bytes.
        if (session !== 0 && response !== undefined) this.#cache.add(session, sequence, response.slice());
        return response;
      case 'done':
        return kind === EntryKind.Session ? NO_RESPONSE : undefined;
      case 'duplicate':
        return this.#former(session, sequence, verdict.index);
      case 'refused':
        return verdict.error;
    }
  }

  /** In place of `settle`, for all entries up to `index`, where responses are of no use. */
  forgo(index: number): void {
    this.#catchUp(index);
  }

  #catchUp(index: number): void {
    let done = 0;
    for (const later of this.#later) {
      if (later.index > index) break;
      if ('ended' in later) this.#cache.end(later.ended);
      else this.#cache.configure(later.settings);
      done++;
    }
    this.#later = this.#later.slice(done);
  }

  #former(session: number, sequence: number, index: number): FormerAnswer | AppliedResponseEvictedError {
    const value = this.#cache.get(session, sequence);
    return value === undefined ? new AppliedResponseEvictedError(index) : { index, value: value.slice() };
  }

  /**
   * What a command that was applied at or before `applied`, the last entry that is settled, was answered; undefined where it was not, or is
   * forgotten.
   */
  answered(session: number, sequence: number, applied: number): FormerAnswer | AppliedResponseEvictedError | undefined {
    const index = this.#registry.appliedAt(session, sequence);
    return index === undefined || index > applied ? undefined : this.#former(session, sequence, index);
  }

  /** Everything as it is now: only while no entry is judged and not settled. At a cost in the number of sessions alone. */
  freeze(): FrozenSessions {
    return { sessions: this.#registry.freeze(), responses: this.#cache.freeze() };
  }

  /** Takes up a session of a frozen table, in its order; this table is new. The maps are the table's from here on. */
  restore({ id, state, responses }: StoredSession): void {
    this.#registry.restore(id, state);
    this.#cache.restore(id, responses);
  }
}

/** One session with everything that is known of it. */
export interface StoredSession {
  readonly id: number;
  readonly state: SessionState;
  readonly responses: Map<number, Uint8Array>;
}
