import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Health, HOST_LINES } from '../src/index.js';
import { REFUSAL_MESSAGE } from '../src/log/log-host.js';
import { barrier, Cluster } from './support/cluster.js';

describe('docs/operations.md', () => {
  const document = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const lines = new Map(
    [...document.matchAll(/^\| (\w+) \| `([^`]+)` \|([^|]*)\|[^|]*\|$/gm)].map(([, level, message, fields = '']) => [
      message,
      { level, fields: [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field) },
    ]),
  );

  it('has each line that an event of a host writes, with its level and fields', () => {
    for (const { message, level, fields } of HOST_LINES)
      expect(lines.get(message), message).to.deep.equal({ level, fields: [...fields] });
    expect(lines.get(REFUSAL_MESSAGE)).to.deep.equal({ level: 'warn', fields: ['reason', 'remote'] });
  });

  it('names each check of health', async () => {
    await using cluster = await Cluster.start(1);
    const health = new Health();
    for (const { host } of cluster.nodes) health.attach(host, barrier);
    for (const [page, results] of [
      ['/livez', health.live()],
      ['/readyz', health.ready()],
    ] as const)
      for (const { name } of results)
        expect(document).to.contain(`| \`${name.replace('/main/', '/NAME/')}\` | \`${page}\` |`);
    health[Symbol.dispose]();
  });
});
