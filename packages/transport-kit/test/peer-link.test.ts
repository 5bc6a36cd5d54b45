import { nodeId, storeId, type LocalIdentity, type PeerEnvelope, type PeerIdentity } from '@lolraft/raft-core';
import { PROTOCOL_MAX } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Connection } from '../src/connection.js';
import type { Dial, DialEvents } from '../src/dial.js';
import { identityOf } from '../src/handshake.js';
import { resolveTimings } from '../src/limits.js';
import { PeerLink } from '../src/peer-link.js';
import type { PeerSession } from '../src/peer-session.js';

function identity(node: string, incarnation: number): LocalIdentity {
  return {
    cluster: 'c'.repeat(32) as LocalIdentity['cluster'],
    node: nodeId(node),
    store: storeId('5'.repeat(32)),
    incarnation,
    clusterVersionMin: 1,
    clusterVersionMax: 1,
  };
}

/** The link of `local` to n2, with connections that only write down what becomes of them. */
function linkOf(local: string) {
  const seen: string[] = [];
  const sessions = new Map<string, PeerSession>();
  let dialled: DialEvents | undefined;
  const connection = (name: string): Connection =>
    ({
      remote: name,
      fail: () => seen.push(`cut ${name}`),
      close: () => seen.push(`close ${name}`),
    }) as unknown as Connection;
  const link = new PeerLink(nodeId('n2'), {
    local: identity(local, 1),
    timings: resolveTimings(),
    now: () => 0,
    dial: (_address, _hello, events) => {
      dialled = events;
      return { greeted: false, abort: () => undefined } as unknown as Dial;
    },
    session: (peer: PeerIdentity, over, outgoing) => {
      const close = () => seen.push(`close ${over.remote}`);
      const session = { peer, connection: over, outgoing, since: 0, traffic: 0, send: () => 0, close };
      sessions.set(over.remote, session as unknown as PeerSession);
      return session as unknown as PeerSession;
    },
    certificateProblem: () => undefined,
    onUp: ({ incarnation }) => seen.push(`up ${String(incarnation)}`),
    onDown: ({ incarnation }) => seen.push(`down ${String(incarnation)}`),
    onMessages: ({ incarnation }, { length }) => seen.push(`${String(length)} from ${String(incarnation)}`),
    onDropped: () => undefined,
    onRefused: (reason) => seen.push(reason),
  });
  return {
    seen,
    link,
    /** n2 has dialled us. */
    accept: (name: string, incarnation: number): void => {
      link.accept(connection(name), identityOf(identity('n2', incarnation)));
    },
    /** We have dialled n2. */
    dial: (name: string, incarnation: number): void => {
      link.setAddress('ws://127.0.0.1:1');
      dialled?.onAccepted(connection(name), {
        type: 'peer',
        protocol: PROTOCOL_MAX,
        identity: identity('n2', incarnation),
      });
    },
    say: (name: string): void => {
      const session = sessions.get(name);
      if (session === undefined) throw new Error(`no session over ${name}`);
      link.onMessages(session, [{} as PeerEnvelope]);
    },
  };
}

describe('a link to a peer', () => {
  it('a process that has restarted goes down and comes up, and nothing of the former one is delivered', () => {
    const { seen, link, accept, say } = linkOf('n1');
    accept('first', 7);
    say('first');
    accept('second', 8);
    say('first');
    say('second');
    expect(seen).to.deep.equal(['up 7', '1 from 7', 'down 7', 'up 8', 'cut first', '1 from 8']);
    link.close();
  });

  it('of two connections of one moment, the larger id closes the one that it has dialled, and the smaller none', () => {
    const smaller = linkOf('n1');
    smaller.dial('ours', 7);
    smaller.accept('theirs', 7);
    expect(smaller.seen).to.deep.equal(['up 7']);
    smaller.link.close();
    const larger = linkOf('n3');
    larger.dial('ours', 7);
    larger.accept('theirs', 7);
    expect(larger.seen).to.deep.equal(['up 7', 'close ours']);
    larger.link.close();
  });
});
