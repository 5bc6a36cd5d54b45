import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { AppFailedError, InvalidArgumentError, type RaftError } from '../../src/model/errors.js';
import { DEFAULT_GROUP_SETTINGS } from '../../src/model/group-settings.js';
import { Applier } from '../../src/node/applier.js';
import { systemClock } from '../../src/node/system-clock.js';
import type { RaftApp } from '../../src/ports/app.js';
import { SessionTable } from '../../src/sessions/session-table.js';

const payload = new Uint8Array([1]);
const command = { kind: EntryKind.Command, session: 0, sequence: 0, payload };
const noop = { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) };
const batch = EntryBatch.pack(5, 1, 0, [noop, command, command]);

/** Applies the batch, a no-op and two commands from index 5 on, and returns how that failed. */
async function failureOf(
  apply: RaftApp['apply'],
  entries: () => EntryBatch | Promise<EntryBatch> = () => batch,
): Promise<RaftError> {
  return new Promise((resolve, reject) => {
    const applier = new Applier(
      {
        app: { apply, query: () => payload, install: () => undefined },
        clock: systemClock(),
        maxApplyBytes: 1000,
        entries,
        onApplied: () => undefined,
        onBatch: () => {
          reject(new Error('applied'));
        },
        again: () => {
          applier.run();
        },
        onFailed: resolve,
      },
      4,
      0,
      new SessionTable(DEFAULT_GROUP_SETTINGS),
    );
    applier.committed(7);
    applier.run();
    // Everything that it waits for is settled already, so it has failed by then.
    setImmediate(() => {
      reject(new Error('it neither fails nor goes on'));
    });
  });
}

describe('an app that fails', () => {
  it('is named with the first command of the batch, whatever it throws', async () => {
    for (const thrown of [new Error('broken'), new InvalidArgumentError('broken'), 'broken']) {
      const failures = [
        await failureOf(() => {
          throw thrown;
        }),
        await failureOf(async () => {
          throw thrown;
        }),
      ];
      for (const failure of failures) {
        expect(failure).to.be.instanceOf(AppFailedError).and.include({ index: 6, cause: thrown });
        expect(failure.message).to.include('broken');
      }
    }
  });

  it('may name the command itself', async () => {
    const own = new AppFailedError(7, new Error('broken'));
    expect(
      await failureOf(() => {
        throw own;
      }),
    ).to.equal(own);
  });

  it('is not blamed for a log that cannot be read', async () => {
    const failure = await failureOf(
      () => [payload, payload],
      () => Promise.reject(new InvalidArgumentError('no such entry')),
    );
    expect(failure.code).to.equal('INVALID_ARGUMENT');
  });

  it('fails by an answer too few', async () => {
    expect(await failureOf(() => [payload])).to.include({ code: 'APP_FAILED' });
  });
});

describe('the log that an app is fed from', () => {
  it('rule 16: an entry that has changed in memory never reaches the app', async () => {
    const bytes = new Uint8Array(batch.bytes);
    const changed = EntryBatch.decode(5, bytes);
    bytes.set([2], bytes.length - 1);
    let asked = 0;
    const failure = await failureOf(
      () => {
        asked++;
        return [payload, payload];
      },
      () => changed,
    );
    expect(failure).to.include({ code: 'CORRUPTION' });
    expect(asked).to.equal(0);
  });
});
