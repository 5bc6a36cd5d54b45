import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askHealth } from '@lolraft/service-kit';
import { freePorts } from '@lolraft/tool-process-kit';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { root } from '../../src/workspace.js';
import { APPS } from './support/apps.js';

/** Resolves when the node at `url` is ready. @throws where that takes more than a minute. */
async function isReady(url: string): Promise<void> {
  const end = performance.now() + 60_000;
  const ask = () =>
    askHealth({ url, endpoint: 'readyz', timeout: 5_000 }).then(
      ({ isPassed }) => isPassed,
      () => false,
    );
  while (!(await ask())) {
    if (performance.now() >= end) throw new Error('it does not get ready');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('what goes into an image, and to a machine', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'lol-bundle-'));
  const into = path.join(folder, 'app');
  const bundle = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['tools/packaging/bundle.mjs', ...args], { cwd: root, encoding: 'utf8' });
  before(() => {
    // All apps at once, as that takes no longer than one.
    const made = bundle(into, ...APPS.map(({ name }) => name));
    expect(made.status, made.stderr).to.equal(0);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is of apps that there are', () => {
    for (const args of [[], [path.join(folder, 'none')], [path.join(folder, 'none'), 'nothing']])
      expect(bundle(...args).status).to.equal(2);
  });

  for (const app of APPS)
    it(`is a ${app.name} that starts, and is well, without anything of the repository`, async () => {
      const [port, http] = await freePorts(2);
      const env = {
        ...process.env,
        [app.variable('ID')]: 'n1',
        [app.variable('MEMBERS')]: `n1=ws://127.0.0.1:${port}`,
        [app.variable('LISTEN')]: `0.0.0.0:${port}`,
        [app.variable('DATA_DIR')]: path.join(folder, app.name),
        [app.variable('HTTP_LISTEN')]: `127.0.0.1:${http}`,
      };
      const program = path.join(into, 'node_modules/.bin', app.name);
      const node = spawn(program, ['serve'], { cwd: folder, env, stdio: 'ignore' });
      const ended = new Promise((resolve) => node.once('exit', resolve));
      try {
        await isReady(`http://127.0.0.1:${http}`);
        const said = spawnSync(program, ['health', 'livez'], { env, encoding: 'utf8' });
        expect([said.status, said.stdout]).to.deep.equal([0, '[+]event-loop ok\n[+]storage ok\nlivez check passed\n']);
        node.kill('SIGTERM');
        expect(await ended).to.equal(0);
      } finally {
        node.kill('SIGKILL');
      }
    });
});
