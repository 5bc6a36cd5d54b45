import { kindNumber, proto, sessionBytes } from '@lolraft/lock-client';
import type { Answer, LockEvent, ObjectInfo, SessionInfo, StakeInfo } from '../../machine/index.js';

/** What is there, in messages of the protocol. */
export function objectState({ name, kind, size, holds, waiters }: ObjectInfo): proto.ObjectState.$Properties {
  return { name, kind: kindNumber(kind), size, holds, waiters };
}

export function stake(info: StakeInfo): proto.Stake.$Properties {
  return {
    session: sessionBytes(info.session),
    owner: info.owner,
    token: info.token,
    mode:
      info.mode === undefined ? proto.Mode.MODE_UNSPECIFIED : info.mode === 'read' ? proto.Mode.READ : proto.Mode.WRITE,
    weight: info.weight,
    value: info.value ?? null,
    leaving: info.isLeaving,
    requests: [...info.requests],
  };
}

export function description(answer: Answer & { readonly type: 'object' }): proto.DescribeResponse.$Properties {
  return {
    object: answer.object === undefined ? null : objectState(answer.object),
    holders: answer.holders.map(stake),
    waiting: answer.waiting.map(stake),
  };
}

export function sessionState({ session, owner, ttlMs }: SessionInfo): proto.SessionState.$Properties {
  return { session: sessionBytes(session), owner, ttl: ttlMs };
}

const CAUSES = {
  released: proto.Released.Cause.RELEASED,
  broken: proto.Released.Cause.BROKEN,
  sessionEnded: proto.Released.Cause.SESSION_ENDED,
  left: proto.Released.Cause.LEFT,
} as const;

/** As those who watch are told; undefined for what they are not. */
export function watchEvent(index: number, event: LockEvent): proto.WatchEvent.$Properties | undefined {
  switch (event.type) {
    case 'granted':
      return { index, granted: { ...about(event), token: event.token } };
    case 'released':
      return { index, released: { ...about(event), token: event.token, cause: CAUSES[event.cause] } };
    case 'withdrawn':
      return { index, withdrawn: about(event) };
    case 'leader': {
      const { name, leader } = event;
      if (leader === undefined) return { index, elected: { name } };
      const { owner, token, value } = leader;
      return {
        index,
        elected: { name, leader: { session: sessionBytes(leader.session), owner, token, value, weight: 1 } },
      };
    }
    case 'sessionEnded':
      return { index, sessionEnded: { session: sessionBytes(event.session), expired: event.how === 'expired' } };
    case 'sessionOpened':
    case 'reset':
      return undefined;
  }
}

function about({ name, kind, session, requests }: Extract<LockEvent, { readonly requests: unknown }>) {
  return { name, kind: kindNumber(kind), session: sessionBytes(session), requests: [...requests] };
}
