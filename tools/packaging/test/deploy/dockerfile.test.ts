import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Copy, DockerfileParser, From, type Instruction, Keyword } from 'dockerfile-ast';
import { describe, it } from 'mocha';
import { root } from '../../src/workspace.js';
import { APPS } from './support/apps.js';

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
        if (!existsSync(path.join(root, source.getValue()))) problems.push(`there is no ${source.getValue()}`);
  }
  return problems;
}

for (const app of APPS)
  describe(`the Dockerfile of ${app.name}`, () => {
    const { name } = app;
    const text = app.file('Dockerfile');
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
        expect(existsSync(path.join(root, script))).to.equal(true);
      expect(text).to.contain(`npx tsc -b apps/${name} && node tools/packaging/bundle.mjs /app ${name}\n`);
      expect(text).to.contain(`ln -s /app/node_modules/.bin/${name} /usr/local/bin/${name} `);
    });

    it('makes an image of two stages that runs as no root, and says whether it is healthy', () => {
      expect(all('FROM')).to.have.length(2);
      for (const from of all('FROM')) expect(from.getArgumentsContent()).to.match(/^node:\d+-\w+-slim\b/);
      const last = instructions.slice(instructions.indexOf(all('FROM')[1] as Instruction));
      expect(last.find((each) => each.getKeyword() === 'USER')?.getArgumentsContent()).to.equal('node');
      expect(all('HEALTHCHECK')[0]?.getArgumentsContent()).to.match(
        new RegExp(`CMD \\["${name}", "health", "livez"\\]$`),
      );
      expect(all('ENTRYPOINT')[0]?.getArgumentsContent()).to.equal(`["${name}"]`);
    });

    it('is built by docker, where that is', function () {
      this.timeout(600_000);
      const { status } = spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
      if (status !== 0) {
        console.log('      no docker daemon: the image is not built');
        this.skip();
      }
      const built = spawnSync('docker', ['build', '-q', '-f', `apps/${name}/deploy/Dockerfile`, '.'], {
        cwd: root,
        encoding: 'utf8',
      });
      expect(built.status, built.stderr).to.equal(0);
    });
  });
