import {
  type GroupId,
  InvalidArgumentError,
  NotLeaderError,
  type NodeId,
  type NodeStatus,
  ProtocolError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeServerFrame, encodeServerFrame, MAX_SERVICE_MESSAGES, type ServerMessage } from '../../src/index.js';
import { serverMessages } from '../support/arbitraries.js';
import { delimited, number } from '../support/hand-made.js';
import { plain } from '../support/plain.js';

const status: NodeStatus = {
  group: 'main' as GroupId,
  id: 'n1' as NodeId,
  clusterId: 'c'.repeat(32),
  storeId: 'd'.repeat(32),
  role: 'leader',
  term: 1,
  leader: 'n1' as NodeId,
  leaderAddress: 'ws://n1',
  commitIndex: 1,
  appliedIndex: 1,
  firstIndex: 1,
  lastIndex: 1,
  lastTerm: 1,
  durableIndex: 1,
  snapshotIndex: 0,
  membership: { index: 0, committed: true, joint: false, members: [], catchingUp: [] },
  snapshot: { size: 0, activity: 'idle', received: 0, total: 0, failure: undefined },
  clusterVersion: 1,
  phi: undefined,
  failure: undefined,
  peers: [],
  build: undefined,
  uptime: undefined,
  pending: undefined,
  disk: undefined,
  settings: [],
};
const reply = (part: Partial<NodeStatus>): ServerMessage => ({
  type: 'reply',
  id: 1,
  response: { type: 'status', status: { ...status, ...part } },
});
const roundTrip = (message: ServerMessage): ServerMessage | undefined =>
  decodeServerFrame(encodeServerFrame([message]))[0];

describe('server frames', function () {
  this.timeout(60_000);
  it('come back as they were, in their order', () => {
    fc.assert(
      fc.property(serverMessages, (list) => {
        expect(plain(decodeServerFrame(encodeServerFrame(list)))).to.deep.equal(plain(list));
      }),
      { numRuns: 500 },
    );
  });

  it('carry measurements without end', () => {
    expect(roundTrip(reply({ phi: Infinity }))).to.deep.equal(reply({ phi: Infinity }));
  });

  it('carry an error as an instance of its class', () => {
    const error = new NotLeaderError({ id: 'n2', address: 'ws://n2' });
    for (const message of [
      { type: 'failure', id: 3, error },
      { type: 'end', id: 3, error },
    ] as const) {
      const received = roundTrip(message);
      const got = received?.type === message.type ? received.error : undefined;
      expect(got).to.be.instanceOf(NotLeaderError);
      expect((got as NotLeaderError).leader).to.deep.equal(error.leader);
    }
  });

  it('cut texts that are too long or half instead of sending what is refused', () => {
    const peers = [
      {
        id: 'n2' as NodeId,
        address: '\ud800',
        role: 'voter' as const,
        connected: true,
        versions: undefined,
        replication: undefined,
      },
    ];
    const received = roundTrip(reply({ failure: 'é'.repeat(5000), leaderAddress: '€'.repeat(512), peers }));
    if (received?.type !== 'reply' || received.response.type !== 'status') throw new Error('no status');
    expect(received.response.status.failure).to.equal('é'.repeat(2048));
    expect(received.response.status.leaderAddress).to.equal('€'.repeat(512));
    expect(received.response.status.peers[0]?.address).to.equal('\ufffd');
  });

  it('cannot be more than a decoder takes', () => {
    const list = Array.from(
      { length: MAX_SERVICE_MESSAGES + 1 },
      (_, i): ServerMessage => ({ type: 'end', id: i + 1, error: undefined }),
    );
    expect(() => encodeServerFrame(list)).to.throw(InvalidArgumentError);
    expect(decodeServerFrame(encodeServerFrame(list.slice(1)))).to.deep.equal(list.slice(1));
  });

  it('are refused by encode with a number out of range', () => {
    const bad: ServerMessage[] = [
      { type: 'end', id: 0, error: undefined },
      { type: 'reply', id: 1, response: { type: 'write', index: 2 ** 53, value: new Uint8Array() } },
      reply({ term: -1 }),
      { type: 'item', id: 1, item: { type: 'snapshotPart', index: 1, size: 9, offset: 8, bytes: new Uint8Array(2) } },
    ];
    for (const message of bad) expect(() => encodeServerFrame([message])).to.throw(InvalidArgumentError);
  });

  describe('decode refuses', () => {
    /** The status above, as a reply, with one field more, which replaces that of before. */
    const changed = (...field: number[]): number[] => {
      const [first] = decodeStatusBytes();
      return delimited(1, [...number(1, 1), ...delimited(5, delimited(1, [...first, ...field]))]);
    };
    /** The bytes of the `NodeStatus` message in an encoded reply. */
    const decodeStatusBytes = (): [number[]] => {
      const bytes = [...encodeServerFrame([reply({})])];
      const start = bytes.indexOf(0x6d) - 2; // "main" begins the message: tag, length, "m"
      return [bytes.slice(start)];
    };

    it('nothing, as long as nothing is changed', () => {
      expect(decodeServerFrame(Uint8Array.from(changed()))).to.deep.equal([reply({})]);
    });

    const nan = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
    const minusOne = [0, 0, 0, 0, 0, 0, 0xf0, 0xbf];
    const peer = (...part: number[]): number[] =>
      delimited(18, [...delimited(1, 'n2'), ...delimited(2, 'ws://n2'), ...number(3, 1), ...part]);
    const refused: Record<string, [number[], RegExp]> = {
      'a reply without id': [delimited(1, delimited(3, [])), /id 0/],
      'a reply without result': [delimited(1, number(1, 1)), /no result/],
      'an item without id': [delimited(2, []), /id 0/],
      'an item without content': [delimited(2, number(1, 1)), /no content/],
      'an item without status': [delimited(2, [...number(1, 1), ...delimited(2, [])]), /status is missing/],
      'a part of a snapshot beyond its end': [
        delimited(2, [...number(1, 1), ...delimited(3, [...number(2, 9), ...number(3, 8), ...delimited(4, 'xx')])]),
        /ends at 10, beyond its 9 bytes/,
      ],
      'an end without id': [delimited(3, []), /id 0/],
      'an error without code': [delimited(3, [...number(1, 1), ...delimited(2, [])]), /code of an error/],
      'an index of 2^53': [delimited(1, [...number(1, 1), ...delimited(3, number(1, 2n ** 53n))]), /2\^53/],
      'a status without role': [changed(...number(5, 0)), /role is missing or not known/],
      'an unknown role': [changed(...number(5, 9)), /role is missing or not known/],
      'a leader that is no node': [changed(...delimited(7, '/')), /node id/],
      'a phi that is no number': [changed(0x89, 0x01, ...nan), /phi is NaN/],
      'a negative phi': [changed(0x89, 0x01, ...minusOne), /phi is -1/],
      'a long failure': [changed(...delimited(19, 'x'.repeat(4097))), /over the limit/],
      'a long address': [changed(...delimited(8, 'x'.repeat(1537))), /over the limit/],
      'a peer without id': [changed(...delimited(18, [])), /node id/],
      'a peer of an unknown role': [changed(...peer(...number(3, 3))), /role of a peer/],
      'a replication in an unknown state': [changed(...peer(...delimited(5, number(1, 7)))), /state of a replication/],
      'a snapshot of unknown activity': [changed(...delimited(20, number(2, 6))), /what is done/],
      'a snapshot without activity': [changed(...delimited(20, number(1, 6))), /what is done/],
      'a long failure to take a snapshot': [
        changed(...delimited(20, [...number(2, 1), ...delimited(5, 'x'.repeat(4097))])),
        /over the limit/,
      ],
      'a size of 2^53': [changed(...delimited(20, [...number(1, 2n ** 53n), ...number(2, 1)])), /2\^53/],
      'a member without id': [changed(...delimited(21, delimited(4, number(3, 1)))), /node id/],
      'a member of an unknown role': [
        changed(...delimited(21, delimited(4, [...delimited(1, 'n2'), ...number(3, 5)]))),
        /role of a member/,
      ],
      'a member whose store is none': [
        changed(...delimited(21, delimited(4, [...delimited(1, 'n2'), ...number(3, 1), ...delimited(4, 'x')]))),
        /store id/,
      ],
      'a member of too high a priority': [
        changed(...delimited(21, delimited(4, [...delimited(1, 'n2'), ...number(3, 1), ...number(5, 1_000_001)]))),
        /priority/,
      ],
      'one that catches up, without id': [changed(...delimited(21, delimited(5, number(2, 1)))), /node id/],
      'more than 1,024 members': [
        changed(
          ...delimited(
            21,
            Array.from({ length: 1025 }, () => delimited(4, [...delimited(1, 'n2'), ...number(3, 1)])).flat(),
          ),
        ),
        /1025 members/,
      ],
      'more than 1,024 peers': [changed(...Array.from({ length: 1025 }, () => peer()).flat()), /1025 peers/],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decodeServerFrame(Uint8Array.from(bytes))).to.throw(ProtocolError, message));
    }
  });

  it('cut the reason why no snapshot could be taken', () => {
    const snapshot = { size: 0, activity: 'idle' as const, received: 0, total: 0, failure: 'é'.repeat(5000) };
    expect(roundTrip(reply({ snapshot }))).to.deep.equal(
      reply({ snapshot: { ...snapshot, failure: 'é'.repeat(2048) } }),
    );
  });

  it('give parts of snapshots that own their memory, and let the large ones be', () => {
    for (const [length, shared] of [
      [50, false],
      [60_000, true],
    ] as const) {
      const bytes = new Uint8Array(length).fill(3);
      const item = { type: 'snapshotPart', index: 4, size: 70_000, offset: 10, bytes } as const;
      const frame = encodeServerFrame([{ type: 'item', id: 1, item }]);
      const slab = new Uint8Array(65_536);
      slab.set(frame);
      const [received] = decodeServerFrame(slab.subarray(0, frame.length));
      if (received?.type !== 'item' || received.item.type !== 'snapshotPart') throw new Error('no part');
      expect(received.item).to.deep.equal(item);
      expect(received.item.bytes.buffer === slab.buffer).to.equal(shared);
    }
  });

  it('give values that own their memory', () => {
    const value = new Uint8Array(50).fill(3);
    const frame = encodeServerFrame([{ type: 'reply', id: 1, response: { type: 'query', index: 4, value } }]);
    const slab = Buffer.alloc(65_536);
    slab.set(frame);
    const [received] = decodeServerFrame(slab.subarray(0, frame.length));
    slab.fill(0);
    if (received?.type !== 'reply' || received.response.type !== 'query') throw new Error('no answer');
    expect(received.response.value).to.deep.equal(value);
    expect(Object.getPrototypeOf(received.response.value)).to.equal(Uint8Array.prototype);
  });
});
