// npm run soak: what takes too long for every change, over the same code with larger numbers. Goes on after a failure; its exit code is 1 then.
// `--only NAME,...` runs some, `--scale 0.1` a share of each, `--write` keeps the results in docs/soak.md, beside those of the other steps.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { root } from './projects.mjs';
import { report } from './soak-report.mjs';

const USAGE = 'npm run soak -- [--only NAME,...] [--scale SHARE] [--write] [--help]';

/** Each with the lines of its output that say what came of it. */
function steps(scale) {
  const count = (full) => String(Math.max(1, Math.round(full * scale)));
  const npm = (workspace, ...args) => ['npm', 'test', '--silent', '-w', workspace, '--', ...args];
  return [
    {
      name: 'walks',
      what: 'random walks over bare cores, with changes of membership',
      command: npm('packages/raft-core', '--grep', 'random walks'),
      env: { SEEDS: `1..${count(50_000)}` },
      tells: /passing|failing|seed \d+/,
    },
    {
      name: 'simulator',
      what: 'whole hosts in the simulator, seeds that nobody has run before',
      command: [
        'node',
        'packages/raft-testkit/bin/lol-sim.mjs',
        '--seeds',
        'fresh',
        '--for',
        count(1_800),
        '--keep-going',
      ],
      tells: /passed,|FAILED/,
    },
    {
      name: 'snapshot-fs',
      what: 'a snapshot of 2 GiB into a folder and back',
      command: npm('packages/snapshot-fs', '--grep', 'a large resource'),
      env: { LOL_SNAPSHOT_MIB: count(2_048) },
      tells: /MiB|failing/,
    },
    {
      name: 'snapshot-s3',
      what: 'a snapshot of 2 GiB into a bucket and back (of LOL_S3_ENDPOINT where that is set)',
      command: npm('packages/snapshot-s3', '--grep', 'a large resource'),
      env: { LOL_SNAPSHOT_MIB: count(2_048) },
      tells: /MiB|failing/,
    },
    {
      name: 'bucket',
      what: 'a thousand snapshots into a bucket, which holds one',
      command: npm('tools/integration', '--grep', 'in the bucket', '--timeout', '3600000'),
      env: { LOL_SNAPSHOTS: count(1_000) },
      tells: /passing|failing|bucket/,
    },
    {
      name: 'chaos',
      what: 'kvs processes under kills, pauses and cuts; every answer is checked',
      command: ['node', 'tools/chaos/chaos.mjs', '--seconds', count(3_600)],
      tells: /everything held|FAILED/,
    },
    {
      name: 'flow',
      what: 'a restart with a log of 2 GiB, and 1 GiB past a follower that reads nothing',
      command: npm('tools/integration', '--grep', 'flow control, in processes', '--timeout', '3600000'),
      env: { LOL_LOG_MIB: count(2_048), LOL_STALLED_MIB: count(1_024) },
      tells: /MiB|passing|failing/,
    },
    {
      name: 'clients',
      what: 'ten thousand clients of one node',
      command: npm('packages/transport-ws', '--grep', 'many clients'),
      env: { LOL_CLIENTS: count(10_000) },
      tells: /KiB|passing|failing/,
    },
    {
      name: 'locks',
      what: 'ten thousand sessions with fifty thousand waiters, in one process and on three; the lock service in the simulator, for long',
      command: npm('apps/lock', '--grep', 'cost of the lock service|service in the simulator', '--timeout', '3600000'),
      env: { LOL_COST_SESSIONS: count(10_000), LOL_QUIET_MS: count(60_000), LOL_LOCK_SEEDS: count(5_000) },
      tells: /sessions|waiters|signs of life|\d+ seeds|passing|failing/,
    },
    {
      name: 'load',
      what: 'three kvs processes at full load; nobody may call an election',
      command: [
        'node',
        'tools/bench/bench.mjs',
        '--target',
        'kvs',
        '--concurrency',
        '256',
        '--idle-elections',
        count(10),
      ],
      tells: /puts|terms|min:/,
    },
  ];
}

function run({ command: [program, ...args], env, tells }) {
  return new Promise((resolve) => {
    const began = Date.now();
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text = (text + chunk).slice(-200_000);
    });
    const end = (code) => {
      const told = text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => tells.test(line));
      resolve({ code, seconds: Math.round((Date.now() - began) / 1000), told: told.slice(-6) });
    };
    child.on('error', (error) => {
      text += `\nfailing: ${error.message}`;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    scale: { type: 'string' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    `${USAGE}\n\n${steps(1)
      .map(({ name, what }) => `  ${name.padEnd(12)} ${what}`)
      .join('\n')}`,
  );
  process.exit(0);
}
const scale = Number(values.scale ?? 1);
const names = values.only?.split(',');
const chosen = steps(scale).filter(({ name }) => names === undefined || names.includes(name));
const unknown = names?.filter((name) => !chosen.some((step) => step.name === name)) ?? [];
if (!(scale > 0) || unknown.length > 0) {
  console.error(unknown.length > 0 ? `no step ${unknown.join(', ')}\n${USAGE}` : USAGE);
  process.exit(2);
}

installIfNeeded();
const built = build();
if (built !== 0) process.exit(built);
const results = [];
for (const step of chosen) {
  console.log(`\n=== ${step.name}: ${step.what}`);
  results.push({ ...step, ...(await run(step)) });
}
const file = path.join(root, 'docs/soak.md');
const when = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
const all = steps(scale).map(({ name }) => name);
const text = (before) => report(all, results, scale, when, before);
console.log(`\n${text('')}`);
if (values.write) writeFileSync(file, text(existsSync(file) ? readFileSync(file, 'utf8') : ''));
process.exit(results.every(({ code }) => code === 0) ? 0 : 1);
