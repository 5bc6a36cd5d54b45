import { kindName, proto, sessionHex } from '@lolraft/lock-client';

const strict = new TextDecoder('utf-8', { fatal: true });

/** What is there, as JSON has it. */
export function objectView({ name, kind, size, holds, waiters }: proto.ObjectState.$Properties): object {
  return { name, kind: kindName(kind ?? 0), size, holds, waiters };
}

export function stakeView(stake: proto.Stake.$Properties, kind: string | undefined): object {
  const { session, owner, token, mode, weight, value, leaving, requests } = stake;
  return {
    session: sessionHex(session ?? new Uint8Array()),
    owner,
    ...(token === 0 ? {} : { token }),
    ...(kind === 'rwlock' ? { mode: mode === proto.Mode.READ ? 'read' : 'write' } : {}),
    ...(kind === 'semaphore' ? { weight } : {}),
    ...(kind === 'election' ? valueView(value ?? new Uint8Array()) : {}),
    ...(leaving === true ? { leaving } : {}),
    requests,
  };
}

/** Text where it is text; other bytes in base64. */
function valueView(value: Uint8Array): object {
  try {
    return { value: strict.decode(value) };
  } catch {
    return { valueBase64: Buffer.from(value).toString('base64') };
  }
}

export function descriptionView({ object, holders, waiting }: proto.DescribeResponse.$Properties): object {
  if (object === undefined || object === null) return { holds: 0, waiters: 0, holders: [], waiting: [] };
  const kind = kindName(object.kind ?? 0);
  return {
    ...objectView(object),
    holders: (holders ?? []).map((one) => stakeView(one, kind)),
    waiting: (waiting ?? []).map((one) => stakeView(one, kind)),
  };
}

export function sessionView({ session, owner, ttl }: proto.SessionState.$Properties): object {
  return { session: sessionHex(session ?? new Uint8Array()), owner, ttl };
}
