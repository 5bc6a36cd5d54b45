import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const run = promisify(execFile);
const ROOT = new URL('../../../../', import.meta.url);

const LOADER = `export async function load(url, context, next) {
  process._rawDebug('loaded ' + url);
  return next(url, context);
}`;
/** Says on the standard error which modules are loaded. */
const TELL = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(LOADER)}));`;

/** What only a node, or a tool that looks into its data, needs. */
const HEAVY = [
  'storage-rocksdb',
  'snapshot-fs',
  'snapshot-s3',
  'raft-metrics',
  'service-kit',
  'transport-grpc',
  'app-kit',
];
const FOREIGN = /node_modules\/(pino|prom-client|@opentelemetry|@aws-sdk|@grpc)\//;

async function loadedBy(app: string): Promise<string[]> {
  const main = fileURLToPath(new URL(`apps/${app}/bin/${app}.mjs`, ROOT));
  const hook = `data:text/javascript,${encodeURIComponent(TELL)}`;
  const { stderr } = await run(process.execPath, ['--import', hook, main, '--version']);
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('loaded file:'))
    .map((line) => line.slice('loaded '.length));
}

describe('a command line', () => {
  for (const app of ['kvs', 'lock', 'raftctl']) {
    it(`${app} starts without what only a node needs`, async () => {
      const loaded = await loadedBy(app);
      expect(loaded.some((url) => url.includes('/packages/raft-core/'))).to.equal(true);
      // `raftctl metrics` asks for them.
      const heavy = HEAVY.filter((name) => app !== 'raftctl' || name !== 'raft-metrics');
      const needless = loaded.filter(
        (url) => FOREIGN.test(url) || heavy.some((name) => url.includes(`/packages/${name}/`)),
      );
      expect(needless).to.deep.equal([]);
    });
  }
});
