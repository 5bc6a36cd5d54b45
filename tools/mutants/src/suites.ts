import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectOf, type Mutant } from './mutant.js';
import { runProcess } from './process.js';
import { runTests, type TestFailure } from './test-run.js';
import type { Workspace } from './workspace.js';

/** What noticed a mutant. */
export type Kill = TestKill | SeedKill;

/** The first test that failed over it. */
export interface TestKill {
  readonly by: 'test';
  readonly project: string;
  /** Of the compiled test, within the project's `dist/test`, without `.test.js`. */
  readonly file: string;
  readonly title: string;
  readonly how: TestFailure['how'];
}

/** Seeds of the simulator that failed over it. */
export interface SeedKill {
  readonly by: 'seeds';
  readonly first: number;
  readonly failed: number;
  /** Seeds that were run. */
  readonly of: number;
  /** The last of them hung, or brought the simulator down, which is the end of the run. */
  readonly broke: boolean;
}

/** Something that may kill mutants. */
export interface Suite {
  readonly name: string;
  /** Whether it can have an opinion on mutants of that project. */
  concerns(mutant: Mutant): boolean;
  /**
   * With the mutant in place: what notices it; undefined where it survives.
   * @param before What killed it last time, to be asked first.
   */
  run(mutant: Mutant, before: Kill | undefined): Promise<Kill | undefined>;
  /** Without any mutant: whether what killed passes. A test that fails anyway, or that the machine is too slow for, has killed nothing. */
  passes(kill: Kill): Promise<boolean>;
}

interface Stage {
  readonly project: string;
  /** Of the files, those that are left out: they test a test suite or a document, are random, or compare with a stored trace. */
  readonly except?: RegExp;
  readonly only?: RegExp;
  /** Of the mutants' files, those that it is for; by default all. */
  readonly sources?: RegExp;
}

const CORE: readonly Stage[] = [
  { project: 'packages/raft-core', except: /^docs\b/ },
  { project: 'packages/raft-testkit', except: /^sim\/(seeds|determinism)\b/ },
  { project: 'tools/integration', only: /^memory\b/ },
];
const KIT: Stage = { project: 'packages/transport-kit' };
const WS: Stage = { project: 'packages/transport-ws', except: /^suite-bites\b/ };
/** The conformance suite takes longest, and finds most of it in what the transports share. */
const GRPC: readonly Stage[] = [
  { project: 'packages/transport-grpc', except: /^(suite-bites|conformance)\b/ },
  { project: 'packages/transport-grpc', only: /^conformance\b/ },
];

/** The tests that mutants of a project meet, the cheapest that kill first. */
const STAGES: Readonly<Record<string, readonly Stage[]>> = {
  'packages/raft-core': CORE,
  'packages/raft-client': [{ project: 'packages/raft-client' }],
  'packages/lock-client': [{ project: 'packages/lock-client', except: /^chaos\b/ }],
  'packages/proto-kit': [{ project: 'packages/proto-kit' }],
  'packages/raft-wire': [{ project: 'packages/raft-wire', except: /^docs\b/ }, WS],
  'packages/storage-memory': [{ project: 'packages/storage-memory', except: /^suite-bites\b/ }],
  'packages/storage-rocksdb': [{ project: 'packages/storage-rocksdb' }],
  'packages/transport-kit': [KIT, WS],
  'packages/transport-ws': [WS],
  'packages/transport-grpc': GRPC,
  'packages/raft-metrics': [{ project: 'packages/raft-metrics', only: /^(service|sample-codec|bucket-counts)\b/ }],
  'packages/app-bridge': [{ project: 'packages/app-bridge', except: /^python\b/ }],
  'packages/node-kit': [{ project: 'packages/node-kit', only: /^backup\b/ }],
  'apps/kvs': [{ project: 'apps/kvs', only: /^(app|state|snapshot)\b/ }],
  'apps/lock': [
    { project: 'apps/lock', only: /^cli\/run-holding\b/, sources: /\/cli\// },
    { project: 'apps/lock', only: /^(machine|service|sim)\b/, except: /^service\/(real-transports|cost)\b/ },
  ],
};

const LOCKS: Stage = { project: 'apps/lock', only: /^sim\b/ };

/** Only what the lock service in the simulator notices, for what that is worth beside the directed tests. */
export const LOCK_STAGES: Readonly<Record<string, readonly Stage[]>> = {
  'apps/lock': [LOCKS],
  'packages/lock-client': [LOCKS],
};

function stagesOf(stages: Readonly<Record<string, readonly Stage[]>>, mutant: Mutant): readonly Stage[] {
  const file = mutant.edits[0]?.file ?? '';
  return (stages[projectOf(mutant)] ?? []).filter(({ sources }) => sources?.test(file) !== false);
}

/** Projects whose tests wait for real disks, sockets and clocks: what fails there counts where it fails again. */
const REAL_TIME = /transport-ws|transport-grpc|app-bridge|storage-rocksdb|integration/;
const ATTEMPTS = 3;

const ENDING = '.test.js';

function testsIn(workspace: Workspace, { project, except, only }: Stage): string[] {
  const folder = path.join(workspace.root, project, 'dist/test');
  if (!existsSync(folder)) throw new Error(`${project} has no compiled tests: build first`);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ENDING) && except?.test(name) !== true && only?.test(name) !== false)
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

/** Tests at random, which kill much and say little about what: after all others. */
const RANDOM = /^(consensus\/explore|kill|fuzz|machine\/(model|sim|cost)|sim\/sessions)\b/;

/** Tests named after the file that was changed first, then those in the same folder. */
function distance(mutant: Mutant, test: string): number {
  if (RANDOM.test(test)) return 3;
  const source = (mutant.edits[0]?.file ?? '').replace(/^.*?\/src\//, '').replace(/\.ts$/, '');
  if (path.basename(test) === path.basename(source)) return 0;
  return path.dirname(test) === path.dirname(source) ? 1 : 2;
}

/** The tests of the mutant's project, and of those that use it. */
export class Tests implements Suite {
  readonly name: string;
  readonly #workspace: Workspace;
  readonly #stages: Readonly<Record<string, readonly Stage[]>>;
  /** Test files that are known to pass without any mutant. */
  readonly #green = new Set<string>();

  /** Of mutants in other projects than those of `stages` it has no opinion, where these are given. */
  constructor(workspace: Workspace, name = 'tests', stages = STAGES) {
    this.name = name;
    this.#workspace = workspace;
    this.#stages = stages;
  }

  concerns(mutant: Mutant): boolean {
    return this.#stages === STAGES || projectOf(mutant) in this.#stages;
  }

  async run(mutant: Mutant, before: Kill | undefined): Promise<Kill | undefined> {
    const hint = before?.by === 'test' ? before : undefined;
    if (hint !== undefined && existsSync(this.#file(hint.project, hint.file))) {
      const kill = await this.#run(hint.project, [hint.file]);
      if (kill !== undefined) return kill;
    }
    for (const stage of stagesOf(this.#stages, mutant)) {
      const files = testsIn(this.#workspace, stage)
        .filter((file) => hint?.project !== stage.project || file !== hint.file)
        .sort((a, b) => distance(mutant, a) - distance(mutant, b));
      const kill = await this.#run(stage.project, files);
      if (kill !== undefined) return kill;
    }
    return undefined;
  }

  async passes(kill: Kill): Promise<boolean> {
    if (kill.by !== 'test') return true;
    const key = `${kill.project} ${kill.file}`;
    // Whether a test hangs or the machine is slow just now is to be seen just now.
    if (kill.how !== 'hangs' && this.#green.has(key)) return true;
    if ((await this.#run(kill.project, [kill.file])) !== undefined) return false;
    this.#green.add(key);
    return true;
  }

  #file(project: string, test: string): string {
    return path.join(this.#workspace.root, project, 'dist/test', test + ENDING);
  }

  async #run(project: string, tests: readonly string[]): Promise<TestKill | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const kill = await this.#runOnce(project, tests);
      if (kill === undefined || !REAL_TIME.test(project)) return kill;
      if ((await this.#runOnce(project, [kill.file]))?.title === kill.title) return kill;
    }
    throw new Error(`tests of ${project} fail now and then: the machine is too busy, or they are not sound`);
  }

  async #runOnce(project: string, tests: readonly string[]): Promise<TestKill | undefined> {
    const cwd = path.join(this.#workspace.root, project);
    const failure = await runTests(
      cwd,
      tests.map((test) => this.#file(project, test)),
    );
    if (failure === undefined) return undefined;
    const file = path.relative(path.join(cwd, 'dist/test'), failure.file).replaceAll(path.sep, '/');
    return { by: 'test', project, file: file.slice(0, -ENDING.length), title: failure.title, how: failure.how };
  }
}

/** A seed takes well under a second. */
const SEED_SILENCE_MS = 60_000;

/** A fixed budget of simulator seeds; it runs hosts over simulated disks and networks, so core and driver are all it sees. */
export class Simulator implements Suite {
  readonly name = 'simulator';
  readonly #workspace: Workspace;
  readonly #seeds: number;
  readonly #countAll: boolean;

  /** @param countAll Run every seed, to see how many kill; otherwise up to the first. */
  constructor(workspace: Workspace, seeds: number, countAll: boolean) {
    this.#workspace = workspace;
    this.#seeds = seeds;
    this.#countAll = countAll;
  }

  concerns(mutant: Mutant): boolean {
    return projectOf(mutant) === 'packages/raft-core';
  }

  async run(): Promise<Kill | undefined> {
    return this.#run(`1..${String(this.#seeds)}`);
  }

  async passes(kill: Kill): Promise<boolean> {
    return kill.by !== 'seeds' || (await this.#run(`${String(kill.first)}..${String(kill.first)}`)) === undefined;
  }

  async #run(seeds: string): Promise<SeedKill | undefined> {
    const cli = path.join(this.#workspace.root, 'packages/raft-testkit/dist/src/cli/lol-sim.js');
    const failed: number[] = [];
    let of = 0;
    const args = [cli, '--seeds', seeds, '--json', ...(this.#countAll ? ['--keep-going'] : [])];
    const { silent, status } = await runProcess(process.execPath, args, {
      cwd: this.#workspace.root,
      silenceMs: SEED_SILENCE_MS,
      linesFrom: 'stdout',
      onLine: (line) => {
        const { seed, violation } = JSON.parse(line) as { seed?: number; violation?: unknown };
        if (seed === undefined) return;
        of++;
        if (violation !== undefined) failed.push(seed);
      },
    });
    const broke = silent || (status !== 0 && failed.length === 0);
    if (broke) failed.push(Number(seeds.split('..')[0]) + of++);
    const [first] = failed;
    return first === undefined ? undefined : { by: 'seeds', first, failed: failed.length, of, broke };
  }
}
