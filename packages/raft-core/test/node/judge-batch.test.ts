import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeConfiguration, type Configuration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind, type Proposal } from '../../src/model/entry.js';
import { DEFAULT_GROUP_SETTINGS, type GroupSettings } from '../../src/model/group-settings.js';
import { nodeId } from '../../src/model/ids.js';
import { judgeBatch } from '../../src/node/judge-batch.js';
import { sessionPayload } from '../../src/sessions/session-payload.js';
import { SessionTable } from '../../src/sessions/session-table.js';

const of = (kind: EntryKind, payload: Uint8Array, session = 0, sequence = 0): Proposal => ({
  kind,
  session,
  sequence,
  window: sequence,
  payload,
});
const open = of(EntryKind.Session, sessionPayload('open'));
const command = (session: number, sequence: number): Proposal =>
  of(EntryKind.Command, Uint8Array.of(7), session, sequence);
function configuration(settings: Partial<GroupSettings>): Proposal {
  const voters = [{ id: nodeId('a'), address: 'a' }];
  const made: Configuration = { voters, outgoing: [], learners: [], clusterVersion: 1, settings };
  return of(EntryKind.Configuration, encodeConfiguration(made));
}

describe('a batch that is judged', () => {
  it('shows the app its commands alone, each of a session once', () => {
    const table = new SessionTable(DEFAULT_GROUP_SETTINGS);
    const noop = of(EntryKind.Noop, new Uint8Array(0));
    const batch = EntryBatch.pack(1, 3, 9, [noop, open, command(2, 1), command(0, 0), command(2, 1), command(5, 1)]);
    const { commands, verdicts } = judgeBatch(table, batch);
    expect(commands).to.deep.equal([3, 4].map((index) => ({ index, term: 3, time: 9, payload: Uint8Array.of(7) })));
    expect(verdicts.map(({ type }) => type)).to.deep.equal(['done', 'done', 'apply', 'apply', 'duplicate', 'refused']);
  });

  it('rule 15: limits change where the log says so, and nowhere else', () => {
    const entries = [open, configuration({ maxSessions: 2 }), open, open, configuration({}), open];
    const table = new SessionTable(DEFAULT_GROUP_SETTINGS);
    const { verdicts } = judgeBatch(table, EntryBatch.pack(1, 1, 0, entries));
    expect(verdicts.map(({ type }) => type)).to.deep.equal(['done', 'done', 'done', 'refused', 'done', 'done']);
    expect(table.settings).to.deep.equal(DEFAULT_GROUP_SETTINGS);

    const short = [open, configuration({ sessionTtl: 100 })];
    const judged = new SessionTable(DEFAULT_GROUP_SETTINGS);
    judgeBatch(judged, EntryBatch.pack(1, 1, 0, short));
    const late = judgeBatch(judged, EntryBatch.pack(3, 1, 101, [command(1, 1)]));
    expect(late.verdicts).to.have.nested.property('[0].error.code', 'SESSION_EXPIRED');
    expect(late.commands).to.deep.equal([]);
  });
});
