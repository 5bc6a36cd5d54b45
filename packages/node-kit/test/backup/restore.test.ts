import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { MAX_RESTORE_INDEX, RESTORE_GAP } from '../../src/backup/restore-source.js';
import { saveFile } from '../../src/backup/snapshot-file.js';
import type { NodeApp } from '../../src/index.js';
import { checkSettings, serve, type Server } from '../../src/node.js';
import { firstDrop, PotApp, readPot } from '../support/pot-app.js';
import { PLAIN } from '../support/plain-app.js';
import { until } from '../support/until.js';

/** On disks, so that what it begins with is also what it starts with again. */
const POT: NodeApp<{ readonly colour: string }> = {
  ...PLAIN,
  backup: { read: readPot },
  compose: () => ({
    group: () => ({ app: new PotApp() }),
    barrier: (group, options) => group.read(new Uint8Array(), options),
  }),
};

describe('a cluster that is founded from a file', function () {
  this.timeout(60_000);
  let folder = '';
  let file = '';
  /** Of the snapshot in the file. */
  let taken = 0;
  let servers: Server[] = [];

  const start = async (
    name: string,
    given: Readonly<Record<string, unknown>> = {},
    app: typeof POT = POT,
  ): Promise<Server> => {
    const settings = checkSettings(app, {
      id: 'n1',
      members: 'n1=ws://127.0.0.1:7001',
      listen: '127.0.0.1:0',
      dataDir: path.join(folder, name),
      clusterToken: name,
      ...given,
    });
    const server = await serve(app, settings, pino({ level: 'silent' }), new AbortController().signal);
    servers.push(server);
    await until(() => server.host.status()[0]?.role === 'leader', 'it leads');
    return server;
  };
  const write = (server: Server): Promise<{ readonly index: number; readonly value: Uint8Array }> =>
    server.host.group('main').write(Uint8Array.of(7));

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-restore-'));
    file = path.join(folder, 'backup.pot');
    const old = await start('old');
    for (let n = 0; n < 3; n++) await write(old);
    const group = old.host.group('main');
    taken = (await group.takeSnapshot()).index;
    await saveFile(file, group.readSnapshot(new AbortController().signal), readPot, false, () => undefined);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    servers = [];
    rmSync(folder, { recursive: true, force: true });
  });

  it('begins far behind all that the old cluster may have reached, also when it is started again', async () => {
    const first = await start('new', { restore: file });
    const { index, value } = await write(first);
    expect([...value]).to.deep.equal([4]);
    expect(index)
      .to.be.above(taken + RESTORE_GAP)
      .and.below(taken + RESTORE_GAP + 10);
    await first.close();
    const again = await write(await start('new', { restore: file }));
    expect([...again.value]).to.deep.equal([5]);
    expect(again.index)
      .to.be.above(index)
      .and.below(index + 10);
  });

  it('begins where it is told to, and not before the file', async () => {
    const told = await write(await start('told', { restore: file, restoreIndex: '5000' }));
    expect(told.index).to.be.above(5000).and.below(5010);
    const exact = await write(await start('exact', { restore: file, restoreIndex: taken }));
    expect(exact.index)
      .to.be.above(taken)
      .and.below(taken + 10);
    const early = await start('early', { restore: file, restoreIndex: taken - 1 }).catch((error: unknown) => error);
    expect(early).to.include({ code: 'INVALID_ARGUMENT' });
    const last = await write(await start('last', { restore: file, restoreIndex: MAX_RESTORE_INDEX }));
    expect(last.index).to.be.above(MAX_RESTORE_INDEX);
    expect(() => checkSettings(POT, { id: 'n1', members: 'n1=ws://x:1', restoreIndex: 9 })).to.throw(
      /goes with restore/,
    );
    const tooFar = { id: 'n1', members: 'n1=ws://x:1', restore: file, restoreIndex: MAX_RESTORE_INDEX + 1 };
    expect(() => checkSettings(POT, tooFar)).to.throw(/restoreIndex/);
  });

  it('is another cluster with another index: founders that were told different ones do not meet', async () => {
    const ids = [];
    for (const restoreIndex of [7000, 7001]) {
      const { host } = await start(`n${restoreIndex}`, { restore: file, restoreIndex, clusterToken: 'same' });
      ids.push(host.clusterId);
    }
    expect(new Set(ids)).to.have.lengthOf(2);
  });

  it('begins with what the app makes of the state', async () => {
    const app = { ...POT, backup: { read: readPot, restored: firstDrop } };
    const { value } = await write(await start('first', { restore: file }, app));
    expect([...value]).to.deep.equal([2]);
  });
});
