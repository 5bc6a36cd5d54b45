import type { ClientConnection } from '@lolraft/raft-core';
import { Authority } from '@lolraft/raft-testkit/certificates';
import type { TlsOptions } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import type { Site } from './site.js';
import { codeOf, QUERY, until, Witness } from './witness.js';

/** Other certificates, without a restart. */
export function reloadScenarios(site: Site): void {
  describe('certificates that are replaced while nodes run', () => {
    const nodes: Witness[] = [];
    const connections: ClientConnection[] = [];

    afterEach(async () => {
      await Promise.all(connections.splice(0).map((connection) => connection.close()));
      await Promise.all(nodes.splice(0).map(({ transport }) => transport.close()));
    });

    async function start(id: string, tls: TlsOptions): Promise<Witness> {
      const node = await Witness.start(site, id, { tls });
      nodes.push(node);
      return node;
    }

    it('count for handshakes from then on, in both directions, and connections that are open stay', async () => {
      const [old, fresh] = [new Authority('old'), new Authority('fresh')];
      const a = await start('a', { ...old.issue('a'), ca: old.cert });
      const b = await start('b', { ...old.issue('b'), ca: old.cert });
      a.reach(b);
      await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
      const client = site.client({ ca: old.cert });
      const before = await client.connect(a.address);
      connections.push(before);
      expect(await codeOf(before.call(QUERY))).to.equal('ok');

      for (const { id, transport } of [a, b]) transport.reload({ tls: { ...fresh.issue(id), ca: fresh.cert } });
      expect(await codeOf(before.call(QUERY))).to.equal('ok');
      expect([a.downs, b.downs]).to.deep.equal([[], []]);
      expect(await codeOf(client.connect(a.address))).to.equal('PROTOCOL');
      client.reload({ ca: fresh.cert });
      const after = await client.connect(a.address);
      connections.push(after);
      expect(await codeOf(after.call(QUERY))).to.equal('ok');

      // One that still has the old certificate is not let in, and one that has a new one is: a dials with its new one too.
      const late = await start('c', { ...old.issue('c'), ca: old.cert });
      late.reach(a);
      await until('they do not come together', () => late.refused.length > 0);
      expect(a.up.has(late.id)).to.equal(false);
      late.transport.reload({ tls: { ...fresh.issue('c'), ca: fresh.cert } });
      await until('it is let in', () => late.up.has(a.id));
      const dialled = await start('d', { ...fresh.issue('d'), ca: fresh.cert });
      a.reach(b, dialled);
      await until('it is reached', () => dialled.up.has(a.id));
    });

    it('stay as they were where the new ones cannot be used', async () => {
      const authority = new Authority('authority');
      const tls = { ...authority.issue('a'), ca: authority.cert };
      const a = await start('a', tls);
      const { key } = authority.issue('a');
      const broken: readonly TlsOptions[] = [
        { ...tls, key },
        { ...tls, cert: 'nothing' },
        { ...tls, ca: 'nothing' },
        { ...tls, require: 'nobody' },
        { ...tls, nodeName: 'CN:{node}' },
      ];
      for (const each of broken)
        expect(() =>
          a.transport.reload({ tls: each, access: { tokens: [], certificates: [], anonymous: undefined } }),
        ).to.throw();
      const record = { id: 't', hash: 'short', role: 'read', expires: 1 } as const;
      const other = new Authority('other');
      expect(() =>
        a.transport.reload({
          tls: { ...other.issue('a'), ca: other.cert },
          access: { tokens: [record], certificates: [], anonymous: undefined },
        }),
      ).to.throw('hash');
      const connection = await site.client({ ca: authority.cert }).connect(a.address);
      connections.push(connection);
      expect(await codeOf(connection.call(QUERY))).to.equal('ok');
    });

    it('cannot switch TLS on', async () => {
      const authority = new Authority('authority');
      const node = await Witness.start(site, 'a');
      nodes.push(node);
      expect(() => node.transport.reload({ tls: { ...authority.issue('a'), ca: authority.cert } })).to.throw(
        'switched on',
      );
    });
  });
}
