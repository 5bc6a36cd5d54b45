import {
  DEFAULT_QUOTAS,
  MAX_NAMESPACES,
  MAX_STAKE_REQUESTS,
  type Command,
  type Quotas,
  type RequestId,
  type Result,
  type SessionId,
  type Token,
  type Want,
} from '../../../src/index.js';

/** Somebody at an object: holding where it has a token, else waiting. */
export interface Place {
  readonly session: SessionId;
  want: Want;
  token: number;
  requests: RequestId[];
  leaves: RequestId[];
}

interface Thing {
  readonly namespace: string;
  readonly name: string;
  readonly want: Want;
  /** In the order of arrival. */
  places: Place[];
}

interface Member {
  readonly namespace: string;
  readonly owner: string;
  readonly ttlMs: number;
  epoch: number;
  floor: number;
  /** What is over; of the others it is at a place. */
  over: Map<RequestId, Result>;
}

const bytes = (text: string): number => Buffer.byteLength(text);
const sizeOf = (want: Want): number =>
  want.kind === 'semaphore' ? want.permits : want.kind === 'barrier' ? want.parties : 1;
const quota = (which: Extract<Result, { type: 'quotaExceeded' }>['which'], limit: number): Result => ({
  type: 'quotaExceeded',
  which,
  limit,
});

/**
 * The lock service told once more, in lists that are searched from end to end: what it should do, as plainly as it can be said. No
 * command is thought of as changing a count; everything is counted anew.
 */
export class Naive {
  readonly sessions = new Map<SessionId, Member>();
  readonly quotas = new Map<string, Quotas>();
  things: Thing[] = [];

  apply(command: Command, index: number, term: number): Result {
    const result = this.#apply(command, index, term);
    for (const thing of this.things) this.#goOn(thing, index);
    this.things = this.things.filter(({ places }) => places.length > 0);
    if ((command.type === 'acquire' || command.type === 'leave') && result.type === 'queued')
      return this.stateOf(command.session, command.request) ?? result;
    return result;
  }

  // ---- counting ----

  quotasOf(namespace: string): Quotas {
    return this.quotas.get(namespace) ?? DEFAULT_QUOTAS;
  }

  counts(namespace: string): { sessions: number; objects: number; waiters: number; requests: number } {
    const sessions = [...this.sessions].filter(([, member]) => member.namespace === namespace);
    const things = this.things.filter((thing) => thing.namespace === namespace && thing.places.length > 0);
    return {
      sessions: sessions.length,
      objects: things.length,
      waiters: things.flatMap(({ places }) => places.filter(({ token }) => token === 0)).length,
      requests: sessions.reduce((sum, [id]) => sum + this.requestsOf(id), 0),
    };
  }

  requestsOf(id: SessionId): number {
    const places = this.things.flatMap((thing) => thing.places).filter(({ session }) => session === id);
    const live = places.reduce((sum, { requests, leaves }) => sum + requests.length + leaves.length, 0);
    return live + (this.sessions.get(id)?.over.size ?? 0);
  }

  #namespaces(): Set<string> {
    return new Set([...this.quotas.keys(), ...[...this.sessions.values()].map(({ namespace }) => namespace)]);
  }

  #placeOf(id: SessionId, request: RequestId): { thing: Thing; place: Place } | undefined {
    for (const thing of this.things)
      for (const place of thing.places)
        if (place.session === id && [...place.requests, ...place.leaves].includes(request)) return { thing, place };
    return undefined;
  }

  stateOf(id: SessionId, request: RequestId): Result | undefined {
    const found = this.#placeOf(id, request);
    if (found === undefined) return this.sessions.get(id)?.over.get(request);
    const { thing, place } = found;
    if (place.leaves.includes(request)) {
      const inside = thing.places.filter(({ token, leaves }) => token > 0 && leaves.length === 0);
      return { type: 'queued', position: inside.length };
    }
    if (place.token > 0) return { type: 'granted', token: place.token as Token };
    const line = thing.places.filter(({ token }) => token === 0);
    return { type: 'queued', position: line.indexOf(place) + 1 };
  }

  // ---- objects by themselves ----

  /** Whether the next in the line may come in. */
  #mayEnter(thing: Thing, want: Want): boolean {
    const holders = thing.places.filter(({ token }) => token > 0);
    switch (want.kind) {
      case 'mutex':
      case 'election':
        return holders.length === 0;
      case 'rwlock':
        return want.mode === 'write'
          ? holders.length === 0
          : !holders.some((each) => each.want.kind === 'rwlock' && each.want.mode === 'write');
      case 'semaphore': {
        const taken = holders.reduce((sum, each) => sum + (each.want.kind === 'semaphore' ? each.want.weight : 0), 0);
        return taken + want.weight <= want.permits;
      }
      case 'barrier':
        return holders.length === 0 && thing.places.length >= want.parties;
    }
  }

  #goOn(thing: Thing, index: number): void {
    const { want } = thing;
    const inside = thing.places.filter(({ token }) => token > 0);
    if (want.kind === 'barrier' && inside.length > 0 && inside.every(({ leaves }) => leaves.length > 0))
      for (const place of inside) this.#drop(thing, place, { type: 'ended', how: 'left', token: place.token });
    if (want.kind === 'barrier') {
      if (this.#mayEnter(thing, want)) for (const place of thing.places.slice(0, want.parties)) place.token = index;
      return;
    }
    for (const place of thing.places) {
      if (place.token > 0) continue;
      if (!this.#mayEnter(thing, place.want)) return;
      place.token = index;
    }
  }

  #finish(id: SessionId, request: RequestId, result: Result): void {
    const member = this.sessions.get(id);
    if (member !== undefined && request >= member.floor) member.over.set(request, result);
  }

  #drop(thing: Thing, place: Place, result: Result): void {
    thing.places = thing.places.filter((one) => one !== place);
    for (const request of [...place.requests, ...place.leaves]) this.#finish(place.session, request, result);
  }

  // ---- commands ----

  #apply(command: Command, index: number, term: number): Result {
    switch (command.type) {
      case 'openSession':
        return this.#open(command, index);
      case 'closeSession':
        if (!this.sessions.has(command.session)) return { type: 'sessionGone' };
        this.#end(command.session);
        return { type: 'closed' };
      case 'expireSessions': {
        const dead = command.sessions.filter(
          ({ session, epoch }) => command.term === term && this.sessions.get(session)?.epoch === epoch,
        );
        for (const { session } of dead) this.#end(session);
        return { type: 'expired', expired: dead.length, stale: command.sessions.length - dead.length };
      }
      case 'setQuotas':
        if (command.quotas === undefined) this.quotas.delete(command.namespace);
        else if (!this.#namespaces().has(command.namespace) && this.#namespaces().size >= MAX_NAMESPACES)
          return quota('namespaces', MAX_NAMESPACES);
        else this.quotas.set(command.namespace, command.quotas);
        return { type: 'quotasSet' };
      case 'break': {
        const thing = this.#thing(command.namespace, command.name);
        const broken = thing?.places.filter(({ token }) => token === command.token) ?? [];
        if (thing === undefined || broken.length === 0) return { type: 'notHeld' };
        for (const place of broken) this.#drop(thing, place, { type: 'ended', how: 'broken', token: place.token });
        return { type: 'broken', holds: broken.length };
      }
      default:
        break;
    }
    const member = this.sessions.get(command.session);
    if (member === undefined) return { type: 'sessionGone' };
    member.epoch = index;
    member.floor = Math.max(member.floor, 'floor' in command ? command.floor : 0);
    member.over = new Map([...member.over].filter(([request]) => request >= member.floor));
    switch (command.type) {
      case 'acquire':
        return this.#acquire(command, member);
      case 'leave':
        return this.#leave(command, member);
      case 'release':
      case 'cancel':
        return this.#giveBack(command, member);
      case 'releaseToken': {
        const thing = this.#thing(member.namespace, command.name);
        const mine = this.#held(command, member);
        for (const place of mine)
          this.#drop(thing as Thing, place, { type: 'ended', how: 'released', token: place.token });
        return mine.length === 0 ? { type: 'notHeld' } : { type: 'released', token: command.token, left: 0 };
      }
      case 'proclaim': {
        const [mine] = this.#held(command, member);
        if (mine?.want.kind !== 'election') return { type: 'notHeld' };
        const { valueBytes } = this.quotasOf(member.namespace);
        if (command.value.length > valueBytes) return quota('valueBytes', valueBytes);
        mine.want = { kind: 'election', value: command.value };
        return { type: 'proclaimed' };
      }
    }
  }

  #thing(namespace: string, name: string): Thing | undefined {
    return this.things.find((thing) => thing.namespace === namespace && thing.name === name);
  }

  #held({ session, name, token }: { session: SessionId; name: string; token: number }, { namespace }: Member): Place[] {
    const places = this.#thing(namespace, name)?.places ?? [];
    return places.filter((place) => place.session === session && place.token === token && token > 0);
  }

  #open({ session, namespace, owner, ttlMs }: Command & { type: 'openSession' }, index: number): Result {
    const known = this.sessions.get(session);
    if (known !== undefined) {
      if (known.namespace !== namespace || known.owner !== owner || known.ttlMs !== ttlMs) return { type: 'reused' };
      known.epoch = index;
      return { type: 'opened', epoch: index };
    }
    const { sessions, ownerBytes } = this.quotasOf(namespace);
    if (!this.#namespaces().has(namespace) && this.#namespaces().size >= MAX_NAMESPACES)
      return quota('namespaces', MAX_NAMESPACES);
    if (this.counts(namespace).sessions >= sessions) return quota('sessions', sessions);
    if (bytes(owner) > ownerBytes) return quota('ownerBytes', ownerBytes);
    this.sessions.set(session, { namespace, owner, ttlMs, epoch: index, floor: 0, over: new Map() });
    return { type: 'opened', epoch: index };
  }

  #end(id: SessionId): void {
    this.sessions.delete(id);
    for (const thing of this.things) thing.places = thing.places.filter(({ session }) => session !== id);
  }

  #full(id: SessionId, { namespace }: Member): Result | undefined {
    const { sessionRequests, requests } = this.quotasOf(namespace);
    if (this.requestsOf(id) >= sessionRequests) return quota('sessionRequests', sessionRequests);
    return this.counts(namespace).requests >= requests ? quota('requests', requests) : undefined;
  }

  #acquire(command: Command & { type: 'acquire' }, member: Member): Result {
    const { session, request, name, want } = command;
    const before = this.#placeOf(session, request);
    if (before !== undefined) {
      const { thing, place } = before;
      const isSame = thing.namespace === member.namespace && thing.name === name && this.#serves(place.want, want);
      return isSame && place.requests.includes(request)
        ? (this.stateOf(session, request) as Result)
        : { type: 'reused' };
    }
    const over = member.over.get(request);
    if (over !== undefined) return over.type === 'notHeld' ? { type: 'reused' } : over;
    if (request < member.floor) return { type: 'ended', how: 'forgotten', token: 0 };
    const full = this.#full(session, member);
    if (full !== undefined) return full;
    const result = this.#ask(command, member);
    if (result.type !== 'queued') this.#finish(session, request, result);
    return result;
  }

  #serves(has: Want, wanted: Want): boolean {
    if (has.kind !== wanted.kind || sizeOf(has) !== sizeOf(wanted)) return false;
    if (has.kind === 'semaphore' && wanted.kind === 'semaphore') return has.weight === wanted.weight;
    if (has.kind === 'rwlock' && wanted.kind === 'rwlock') return has.mode === 'write' || wanted.mode === 'read';
    return true;
  }

  /** `queued` where the request has found a place; whether that is granted at once is seen afterwards. */
  #ask({ session, request, name, want, wait }: Command & { type: 'acquire' }, member: Member): Result {
    const { namespace } = member;
    const limits = this.quotasOf(namespace);
    const queued: Result = { type: 'queued', position: 0 };
    if (want.kind === 'election' && want.value.length > limits.valueBytes)
      return quota('valueBytes', limits.valueBytes);
    const known = this.#thing(namespace, name);
    if (known === undefined && bytes(name) > limits.nameBytes) return quota('nameBytes', limits.nameBytes);
    if (known === undefined && this.counts(namespace).objects >= limits.objects)
      return quota('objects', limits.objects);
    if (known !== undefined && known.want.kind !== want.kind) return { type: 'kindMismatch', kind: known.want.kind };
    if (known !== undefined && sizeOf(known.want) !== sizeOf(want))
      return { type: 'sizeMismatch', size: sizeOf(known.want) };
    const mine = known?.places.filter((place) => place.session === session && place.leaves.length === 0) ?? [];
    // A place in the line comes before one inside, which only a barrier allows besides.
    const own = want.kind === 'semaphore' ? undefined : (mine.find(({ token }) => token === 0) ?? mine[0]);
    if (own !== undefined) {
      if (!this.#serves(own.want, want)) return { type: 'upgradeRefused' };
      if (own.token === 0 && !wait) return { type: 'busy' };
      if (own.requests.length >= MAX_STAKE_REQUESTS) return quota('stakeRequests', MAX_STAKE_REQUESTS);
      own.requests.push(request);
      return queued;
    }
    const thing = known ?? { namespace, name, want, places: [] };
    const place: Place = { session, want, token: 0, requests: [request], leaves: [] };
    const line = thing.places.filter(({ token }) => token === 0);
    const after: Thing = { ...thing, places: [...thing.places, place] };
    const atOnce = (want.kind === 'barrier' || line.length === 0) && this.#mayEnter(after, want);
    if (!atOnce && !wait) return { type: 'busy' };
    if (!atOnce && this.counts(namespace).waiters >= limits.waiters) return quota('waiters', limits.waiters);
    thing.places.push(place);
    if (known === undefined) this.things.push(thing);
    return queued;
  }

  #leave({ session, request, name }: Command & { type: 'leave' }, member: Member): Result {
    const before = this.#placeOf(session, request);
    const thing = this.#thing(member.namespace, name);
    if (before !== undefined)
      return before.thing === thing && before.place.leaves.includes(request)
        ? (this.stateOf(session, request) as Result)
        : { type: 'reused' };
    const over = member.over.get(request);
    if (over !== undefined) return over;
    if (request < member.floor) return { type: 'ended', how: 'forgotten', token: 0 };
    const full = this.#full(session, member);
    if (full !== undefined) return full;
    const inside = thing?.places.find((place) => place.session === session && place.token > 0);
    let refusal: Result | undefined;
    if (thing !== undefined && thing.want.kind !== 'barrier') refusal = { type: 'kindMismatch', kind: thing.want.kind };
    else if (inside === undefined) refusal = { type: 'notHeld' };
    else if (inside.leaves.length >= MAX_STAKE_REQUESTS) refusal = quota('stakeRequests', MAX_STAKE_REQUESTS);
    else inside.leaves.push(request);
    if (refusal === undefined) return { type: 'queued', position: 0 };
    this.#finish(session, request, refusal);
    return refusal;
  }

  #giveBack({ type, session, request }: Command & { type: 'release' | 'cancel' }, member: Member): Result {
    const found = this.#placeOf(session, request);
    if (found === undefined) {
      const over = member.over.get(request);
      if (over === undefined) {
        if (request < member.floor) return { type: 'ended', how: 'forgotten', token: 0 };
        const full = this.#full(session, member);
        if (full === undefined) this.#finish(session, request, { type: 'ended', how: 'cancelled', token: 0 });
        return full ?? { type: 'cancelled' };
      }
      if (type === 'release') return over.type === 'ended' ? over : { type: 'notHeld' };
      return over.type === 'ended' && over.how === 'cancelled' ? { type: 'cancelled' } : over;
    }
    const { thing, place } = found;
    const token = place.token as Token;
    if (token > 0 && type === 'cancel' && place.requests.includes(request)) return { type: 'granted', token };
    const isHeld = token > 0 && place.requests.includes(request);
    const ended: Result = isHeld
      ? { type: 'ended', how: 'released', token }
      : { type: 'ended', how: 'cancelled', token: 0 };
    const left = place.requests.filter((one) => one !== request);
    if (left.length === 0) this.#drop(thing, place, ended);
    else {
      place.requests = left;
      place.leaves = place.leaves.filter((one) => one !== request);
      this.#finish(session, request, ended);
    }
    return isHeld ? { type: 'released', token, left: left.length } : { type: 'cancelled' };
  }
}
