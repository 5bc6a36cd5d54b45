import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Workspace } from './workspace.js';

/** Something that may kill a mutant. */
export interface Suite {
  readonly name: string;
  /** Undefined where the mutant survives; otherwise what noticed it, in a few words. */
  run(workspace: Workspace): string | undefined;
}

const TIMEOUT_MS = 240_000;

function tests(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** The tests of one package, up to the first failure. */
export function packageTests(name: string, except: readonly string[] = []): Suite {
  return {
    name: `${name} tests`,
    run: (workspace) => {
      const cwd = path.join(workspace.root, 'packages', name);
      const files = tests(path.join(cwd, 'dist/test')).filter((file) => !except.some((part) => file.includes(part)));
      const mocha = path.join(workspace.root, 'node_modules/mocha/bin/mocha.js');
      const run = spawnSync(
        process.execPath,
        [mocha, '--bail', '--exit', '--reporter', 'json', '--timeout', '60000', ...files],
        {
          cwd,
          encoding: 'utf8',
          timeout: TIMEOUT_MS,
          maxBuffer: 256 * 1024 * 1024,
        },
      );
      if (run.status === 0) return undefined;
      if (run.error !== undefined) return 'the tests hang';
      const title = /"failures": \[\s*\{\s*"title": "[^"]*",\s*"fullTitle": "([^"]*)"/.exec(run.stdout)?.[1];
      if (run.stderr.includes('SyntaxError')) throw new Error(`the mutant does not load: ${run.stderr}`);
      return title ?? `the tests crash: ${run.stderr.trim().split('\n')[0] ?? ''}`;
    },
  };
}

/** A fixed budget of simulator seeds. */
export function simulator(seeds: number): Suite {
  return {
    name: 'simulator',
    run: (workspace) => {
      const cli = path.join(workspace.root, 'packages/raft-testkit/dist/src/cli/lol-sim.js');
      const run = spawnSync(process.execPath, [cli, '--seeds', `1..${String(seeds)}`, '--json'], {
        encoding: 'utf8',
        timeout: TIMEOUT_MS,
        maxBuffer: 256 * 1024 * 1024,
      });
      if (run.status === 0) return undefined;
      if (run.error !== undefined) return 'the simulator hangs';
      for (const line of run.stdout.split('\n')) {
        if (!line.startsWith('{')) continue;
        const result = JSON.parse(line) as { seed?: number; violation?: unknown };
        if (result.violation !== undefined) return `seed ${String(result.seed)}`;
      }
      return `the simulator crashes: ${run.stderr.trim().split('\n')[0] ?? ''}`;
    },
  };
}
