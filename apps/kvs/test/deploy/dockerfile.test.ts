import { findFreePorts } from '@lolraft/node-kit/local';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askHealth } from '@lolraft/service-kit';
import { expect } from 'chai';
import { Copy, DockerfileParser, From, type Instruction, Keyword } from 'dockerfile-ast';
import { describe, it } from 'mocha';
import { until } from '../process/support/processes.js';
import { deployFile, ROOT } from './support/files.js';

const KNOWN = new Set<string>(Object.values(Keyword));

/** Instructions of no name that Docker knows, and sources of COPY that are not in the repository. */
function problemsOf(text: string): string[] {
  const problems: string[] = [];
  const stages = new Set<string>();
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (!KNOWN.has(keyword)) problems.push(`${keyword} is no instruction`);
    if (instruction instanceof From) stages.add(instruction.getBuildStage() ?? '');
    if (!(instruction instanceof Copy)) continue;
    const from = instruction.getFlags().find((flag) => flag.getName() === 'from');
    const sources = instruction.getArguments().slice(0, -1);
    if (from !== undefined && !stages.has(from.getValue() ?? ''))
      problems.push(`there is no stage ${String(from.getValue())}`);
    if (from === undefined)
      for (const source of sources)
        if (!existsSync(path.join(ROOT, source.getValue()))) problems.push(`there is no ${source.getValue()}`);
  }
  return problems;
}

describe('the Dockerfile', () => {
  const text = deployFile('Dockerfile');
  const instructions = DockerfileParser.parse(text).getInstructions();
  const all = (keyword: string): Instruction[] => instructions.filter((each) => each.getKeyword() === keyword);

  it('has instructions that there are, and copies what there is', () => {
    expect(problemsOf(text)).to.deep.equal([]);
    expect(problemsOf('FROM node AS build\nCOPPY . .\nCOPY nothing .\nCOPY --from=other /a /b\n')).to.deep.equal([
      'COPPY is no instruction',
      'there is no nothing',
      'there is no stage other',
    ]);
    for (const [, script = ''] of text.matchAll(/node (\S+\.mjs)/g))
      expect(existsSync(path.join(ROOT, script))).to.equal(true);
  });

  it('makes an image of two stages that runs as no root, and says whether it is healthy', () => {
    expect(all('FROM')).to.have.length(2);
    for (const from of all('FROM')) expect(from.getArgumentsContent()).to.match(/^node:\d+-\w+-slim\b/);
    const last = instructions.slice(instructions.indexOf(all('FROM')[1] as Instruction));
    expect(last.find((each) => each.getKeyword() === 'USER')?.getArgumentsContent()).to.equal('node');
    expect(all('HEALTHCHECK')[0]?.getArgumentsContent()).to.match(/CMD \["kvs", "health", "livez"\]$/);
    expect(all('ENTRYPOINT')[0]?.getArgumentsContent()).to.equal('["kvs"]');
  });

  it('is built by docker, where that is', function () {
    this.timeout(600_000);
    const { status } = spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    if (status !== 0) {
      console.log('      no docker daemon: the image is not built');
      this.skip();
    }
    const built = spawnSync('docker', ['build', '-q', '-f', 'apps/kvs/deploy/Dockerfile', '.'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(built.status, built.stderr).to.equal(0);
  });

  it('puts a kvs into the image that starts, and is well, without anything of the repository', async function () {
    this.timeout(300_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'kvs-bundle-'));
    try {
      const into = path.join(folder, 'app');
      const made = spawnSync(process.execPath, ['apps/kvs/deploy/bundle.mjs', into], { cwd: ROOT, encoding: 'utf8' });
      expect(made.status, made.stderr).to.equal(0);
      const [port, http] = [await findFreePorts(1), await findFreePorts(1)];
      const env = {
        ...process.env,
        KVS_ID: 'n1',
        KVS_MEMBERS: `n1=ws://127.0.0.1:${port}`,
        KVS_LISTEN: `0.0.0.0:${port}`,
        KVS_DATA_DIR: path.join(folder, 'data'),
        KVS_HTTP_LISTEN: `127.0.0.1:${http}`,
      };
      const node = spawn(path.join(into, 'node_modules/.bin/kvs'), ['serve'], { cwd: folder, env, stdio: 'ignore' });
      const ended = new Promise((resolve) => node.once('exit', resolve));
      try {
        const url = `http://127.0.0.1:${http}`;
        await until(
          () =>
            askHealth({ url, endpoint: 'readyz', timeout: 5_000 }).then(
              ({ isPassed }) => isPassed,
              () => false,
            ),
          'it is ready',
          60_000,
        );
        const health = path.join(into, 'node_modules/.bin/kvs');
        const said = spawnSync(health, ['health', 'livez'], { env, encoding: 'utf8' });
        expect([said.status, said.stdout]).to.deep.equal([0, '[+]event-loop ok\n[+]storage ok\nlivez check passed\n']);
        node.kill('SIGTERM');
        expect(await ended).to.equal(0);
      } finally {
        node.kill('SIGKILL');
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
