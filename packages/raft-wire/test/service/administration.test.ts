import {
  type GroupId,
  InvalidArgumentError,
  MAX_ADDRESS,
  MAX_PRIORITY,
  type MemberChange,
  type NodeId,
  ProtocolError,
  type ServiceRequest,
  type Setting,
  type SettingValue,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  type CallMessage,
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
  type ServerMessage,
} from '../../src/index.js';
import { delimited, number } from '../support/hand-made.js';

const group = 'main' as GroupId;
const n1 = 'n1' as NodeId;
const call = (request: ServiceRequest): CallMessage => ({
  type: 'call',
  id: 1,
  timeout: undefined,
  traceparent: undefined,
  credential: undefined,
  request,
});
const change = (...changes: MemberChange[]): CallMessage =>
  call({ type: 'changeMembership', group, changes, expected: undefined, force: false });
const tune = (...settings: [string, SettingValue][]): CallMessage =>
  call({ type: 'tune', group, settings: new Map(settings) });
const tuned = (...settings: Setting[]): ServerMessage => ({
  type: 'reply',
  id: 1,
  response: { type: 'tune', settings },
});
const sent = (message: CallMessage): unknown => decodeClientFrame(encodeClientFrame([message]))[0];

/** Requests of administrators, as a stranger may write them. */
const asked = (field: number, ...content: number[]): number[] =>
  delimited(1, [...number(1, 1), ...delimited(field, [...delimited(1, 'main'), ...content])]);
const changing = (...content: number[]): number[] => asked(11, ...delimited(2, content));
const setting = (...content: number[]): number[] => asked(13, ...delimited(2, content));
const double = (field: number, value: number): number[] => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [(field << 3) | 1, ...bytes];
};
const named = (content: readonly number[]): number[] => [...delimited(1, 'a.b'), ...content];

describe('requests of administrators', () => {
  it('carry as much as is allowed', () => {
    const moves = Array.from(
      { length: 1024 },
      (_, i): MemberChange => ({ type: 'move', id: `n${i}` as NodeId, address: 'é'.repeat(MAX_ADDRESS) }),
    );
    expect(sent(change(...moves))).to.deep.equal(change(...moves));
    const settings = Array.from({ length: 256 }, (_, i): [string, SettingValue] => [
      `${'x'.repeat(120)}.${i}`,
      'é'.repeat(1024),
    ]);
    expect(sent(tune(...settings))).to.deep.equal(tune(...settings));
    const highest: MemberChange = { type: 'prioritize', id: n1, priority: MAX_PRIORITY };
    expect(sent(change(highest))).to.deep.equal(change(highest));
  });

  it('tell the configuration of index 0 from none at all', () => {
    for (const expected of [0, undefined]) {
      const message = call({ type: 'changeMembership', group, changes: [], expected, force: false });
      expect(sent(message)).to.deep.equal(message);
    }
  });

  it('keep numbers of settings exactly, also those without end', () => {
    for (const value of [0, -1, 0.1, 2 ** 60, Number.MAX_VALUE, Infinity]) {
      expect(sent(tune(['a.b', value]))).to.deep.equal(tune(['a.b', value]));
    }
  });

  describe('encode refuses', () => {
    const address = 'ws://n1';
    const bad: Record<string, CallMessage> = {
      'an id that is none': change({ type: 'remove', id: '../n1' as NodeId }),
      'a successor that is none': change({ type: 'replace', id: n1, by: { id: '' as NodeId, address } }),
      'an empty address': change({ type: 'add', id: n1, address: '', role: 'voter' }),
      'a long address': change({ type: 'move', id: n1, address: 'x'.repeat(MAX_ADDRESS + 1) }),
      'a priority below 0': change({ type: 'prioritize', id: n1, priority: -1 }),
      'half a priority': change({ type: 'prioritize', id: n1, priority: 0.5 }),
      'a priority that is too high': change({ type: 'prioritize', id: n1, priority: MAX_PRIORITY + 1 }),
      'too many changes': change(...Array.from({ length: 1025 }, (): MemberChange => ({ type: 'promote', id: n1 }))),
      'a configuration of index -1': call({
        type: 'changeMembership',
        group,
        changes: [],
        expected: -1,
        force: false,
      }),
      'a target that is no node': call({ type: 'transferLeadership', group, target: 'n 2' as NodeId }),
      'a setting without name': tune(['', 1]),
      'a setting with a long name': tune(['x'.repeat(129), 1]),
      'a setting that is no number': tune(['a.b', NaN]),
      'a setting below all numbers': tune(['a.b', -Infinity]),
      'a setting of a long text': tune(['a.b', 'x'.repeat(1025)]),
      'too many settings': tune(...Array.from({ length: 257 }, (_, i): [string, number] => [`a.${i}`, i])),
    };
    for (const [what, message] of Object.entries(bad)) {
      it(what, () => expect(() => encodeClientFrame([message])).to.throw(InvalidArgumentError));
    }
  });

  describe('decode refuses', () => {
    const refused: Record<string, [number[], RegExp]> = {
      'a change of no type': [changing(), /of no type that this build knows/],
      'a change of an unknown type': [changing(...delimited(9, delimited(1, 'n1'))), /of no type/],
      'a known change beside an unknown one': [
        asked(11, ...delimited(2, delimited(2, delimited(1, 'n1'))), ...delimited(2, delimited(31, []))),
        /of no type/,
      ],
      'an addition without role': [changing(...delimited(1, [...delimited(1, 'n1'), ...delimited(2, 'x')])), /role/],
      'an addition in an unknown role': [
        changing(...delimited(1, [...delimited(1, 'n1'), ...delimited(2, 'x'), ...number(3, 3)])),
        /role of a new member/,
      ],
      'an addition without address': [
        changing(...delimited(1, [...delimited(1, 'n1'), ...number(3, 1)])),
        /address of 0 characters/,
      ],
      'a removal of nobody': [changing(...delimited(2, [])), /node id/],
      'a replacement by nobody': [
        changing(...delimited(5, [...delimited(1, 'n1'), ...delimited(3, 'ws://x')])),
        /node id/,
      ],
      'a move to a long address': [
        changing(...delimited(7, [...delimited(1, 'n1'), ...delimited(2, 'x'.repeat(513))])),
        /address of 513/,
      ],
      'a priority that is too high': [
        changing(...delimited(8, [...delimited(1, 'n1'), ...number(2, 1_000_001)])),
        /priority of n1/,
      ],
      'too many changes': [
        asked(11, ...Array.from({ length: 1025 }, () => delimited(2, delimited(2, delimited(1, 'n1')))).flat()),
        /1025 changes/,
      ],
      'a configuration of index 2^53': [asked(11, ...number(3, 2n ** 53n)), /2\^53/],
      'a target that is no node': [asked(12, ...delimited(2, '')), /node id/],
      'a setting without name': [setting(...double(2, 1)), /name of a setting/],
      'a setting with a name of two lines': [setting(...delimited(1, 'a\nb'), ...double(2, 1)), /name of a setting/],
      'a setting without value': [setting(...named([])), /value of a\.b is missing/],
      'a setting that is no number': [setting(...named(double(2, NaN))), /NaN/],
      'a setting below all numbers': [setting(...named(double(2, -Infinity))), /-Infinity/],
      'a setting of a long text': [setting(...named(delimited(3, 'x'.repeat(1025)))), /more than 1024/],
      'a setting that is named twice': [
        asked(13, ...delimited(2, named(double(2, 1))), ...delimited(2, named(double(2, 2)))),
        /named twice/,
      ],
      'too many settings': [
        asked(
          13,
          ...Array.from({ length: 257 }, (_, i) => delimited(2, [...delimited(1, `a.${i}`), ...double(2, 1)])).flat(),
        ),
        /257 settings/,
      ],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decodeClientFrame(Uint8Array.from(bytes))).to.throw(ProtocolError, message));
    }
  });
});

describe('answers to administrators', () => {
  it('are refused by encode where no client takes them', () => {
    const one: Setting = { name: 'a.b', value: 1, scope: 'node' };
    const bad: ServerMessage[] = [
      tuned(one, one),
      tuned({ ...one, value: NaN }),
      tuned({ ...one, default: NaN }),
      tuned({ ...one, min: NaN }),
      tuned({ ...one, unit: 'x'.repeat(129) }),
      tuned({ ...one, choices: Array.from({ length: 257 }, (_, i) => `${i}`) }),
      { type: 'reply', id: 1, response: { type: 'transferLeadership', leader: '' as NodeId, term: 1 } },
      { type: 'reply', id: 1, response: { type: 'changeMembership', index: -1 } },
    ];
    for (const message of bad) expect(() => encodeServerFrame([message])).to.throw(InvalidArgumentError);
  });

  const refused: Record<string, [number[], RegExp]> = {
    'a new leader that is no node': [delimited(8, number(2, 1)), /node id/],
    'a setting that is no number': [delimited(9, delimited(1, named(double(2, NaN)))), /NaN/],
    'a setting without value': [delimited(9, delimited(1, named([]))), /value of a\.b is missing/],
  };
  for (const [what, [bytes, message]] of Object.entries(refused)) {
    it(`decode refuses ${what}`, () => {
      const frame = Uint8Array.from(delimited(1, [...number(1, 1), ...bytes]));
      expect(() => decodeServerFrame(frame)).to.throw(ProtocolError, message);
    });
  }
});
