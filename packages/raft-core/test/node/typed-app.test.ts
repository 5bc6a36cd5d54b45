import { expect } from 'chai';
import { describe, it } from 'mocha';
import { AppFailedError } from '../../src/model/errors.js';
import { jsonCodec } from '../../src/node/codec.js';
import { requireClusterVersion } from '../../src/model/versions.js';
import { typedApp } from '../../src/node/typed-app.js';

describe('typed apps', () => {
  let total = 0;
  const seen: number[] = [];
  const app = typedApp(
    {
      apply: (command: { add: number }, { index }) => {
        seen.push(index);
        total += command.add;
        return total;
      },
      query: () => total,
      install: () => {
        total = 0;
      },
    },
    jsonCodec<{ add: number }, number, { total: true }>(),
  );
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const text = (value: Uint8Array): string => new TextDecoder().decode(value);

  it('see values where the node sees bytes', async () => {
    await app.install(undefined);
    const responses = await app.apply([
      { index: 4, term: 1, time: 0, payload: bytes({ add: 2 }) },
      { index: 6, term: 1, time: 0, payload: bytes({ add: 3 }) },
    ]);
    expect(responses.map(text)).to.deep.equal(['2', '5']);
    expect(seen).to.deep.equal([4, 6]);
    expect(text(await app.query(bytes({ total: true })))).to.equal('5');
  });

  it('refuse, before it is appended, what they could not decode', () => {
    expect(() => app.validate?.(new TextEncoder().encode('{'), { clusterVersion: 1 })).to.throw(SyntaxError);
    expect(() => app.validate?.(bytes({ add: 1 }), { clusterVersion: 1 })).to.not.throw();
  });

  it('refuse a command, before it is appended, for reasons of their own: such as a cluster that is too old for it', () => {
    const codec = jsonCodec<{ add: number; since?: number }, number>();
    const careful = typedApp(
      {
        apply: () => 0,
        query: () => 0,
        install: () => undefined,
        validate: ({ since = 1 }, { clusterVersion }) => requireClusterVersion(since, clusterVersion, 'a sum'),
      },
      codec,
    );
    careful.validate?.(bytes({ add: 1, since: 2 }), { clusterVersion: 2 });
    expect(() => careful.validate?.(bytes({ add: 1, since: 2 }), { clusterVersion: 1 }))
      .to.throw('a sum needs cluster version 2')
      .and.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied', retryable: false });
  });

  it('name the entry that they fail at', () => {
    const commands = [
      { index: 8, term: 1, time: 0, payload: bytes({ add: 1 }) },
      { index: 9, term: 1, time: 0, payload: new TextEncoder().encode('{') },
    ];
    expect(() => app.apply(commands))
      .to.throw(AppFailedError)
      .with.property('index', 9);
  });
});
