import { Authority } from '@lolraft/raft-testkit/certificates';
import { expect } from 'chai';
import { afterEach, before, describe, it } from 'mocha';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ClientTlsOptions, TlsOptions } from '@lolraft/transport-ws';
import type { Site } from './site.js';
import { codeOf, QUERY, until, Witness, type WitnessOptions } from './witness.js';

/** Who gets in as a node, and whom a client believes. */
export function identityScenarios(site: Site): void {
  describe('who a node is', () => {
    let authority: Authority;
    let foreign: Authority;
    const nodes: Witness[] = [];
    const open: (() => unknown)[] = [];

    before(() => {
      authority = new Authority('authority');
      foreign = new Authority('foreign');
    });

    afterEach(async () => {
      for (const close of open.splice(0)) await close();
      await Promise.all(nodes.splice(0).map(({ transport }) => transport.close()));
    });

    async function start(id: string, tls: TlsOptions | undefined, options: WitnessOptions = {}): Promise<Witness> {
      const node = await Witness.start(site, id, { ...(tls === undefined ? {} : { tls }), ...options });
      nodes.push(node);
      return node;
    }

    const own = (id: string): TlsOptions => ({ ...authority.issue(id), ca: authority.cert });

    async function call(node: Witness, tls: ClientTlsOptions): Promise<string> {
      const connection = await site.client(tls).connect(node.address);
      try {
        return (await connection.call(QUERY)).type;
      } finally {
        await connection.close();
      }
    }

    /** Two nodes that are connected. */
    async function pair(): Promise<[Witness, Witness]> {
      const [a, b] = [await start('a', own('a')), await start('b', own('b'))];
      expect(a.address).to.match(new RegExp(`^${site.secure}:`));
      a.reach(b);
      b.reach(a);
      await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
      return [a, b];
    }

    it('is shown by a certificate that names it', async () => {
      await pair();
    });

    const impostors: readonly (readonly [string, RegExp, () => TlsOptions])[] = [
      ['of another authority', /certificate/, () => ({ ...foreign.issue('b'), ca: authority.cert })],
      ['that has expired', /certificate/, () => ({ ...authority.issue('b', -1), ca: authority.cert })],
      ['of another node', /not of URI:lol:\/\/node\/b/, () => own('c')],
      ['of a client', /not of URI:lol:\/\/node\/b/, () => ({ ...authority.issueFor('b'), ca: authority.cert })],
    ];
    for (const [what, pattern, certificate] of impostors) {
      it(`is not shown by a certificate ${what}, whichever side dials`, async () => {
        const [a, b] = [await start('a', own('a')), await start('b', certificate())];
        b.reach(a);
        await until('a has refused it', () => a.wasRefused(pattern));
        await until('b knows', () => b.wasRefused(/certificate/));
        b.reach();
        const before = a.refused.length;
        a.reach(b);
        await until('a does not trust it either', () => a.refused.slice(before).some((why) => pattern.test(why)));
        expect([...a.up]).to.deep.equal([]);
      });
    }

    it('is what the program makes of a certificate, where it says so, or what its pattern says', async () => {
      const authorizePeer: TlsOptions['authorizePeer'] = (peer, { subject }) =>
        subject.CN === `the ${peer.node}` ? undefined : 'not the one';
      const named = (common: string): TlsOptions => ({ ...authority.issueFor(common), ca: authority.cert });
      const a = await start('a', { ...named('a'), authorizePeer });
      const b = await start('b', { ...named('the b'), nodeName: 'CN:{node}' });
      const impostor = await start('c', { ...named('the b'), nodeName: 'CN:{node}' });
      b.reach(a);
      await until('the right one is up', () => a.up.has(b.id) && b.up.has(a.id));
      impostor.reach(a);
      await until('the other is not', () => a.wasRefused(/^not the one$/));
      expect([...a.up]).to.deep.equal(['b']);
    });

    it('does not matter to one who speaks without TLS to one who speaks with it, nor the other way round', async () => {
      const [a, plain] = [await start('a', own('a')), await start('b', undefined)];
      plain.transport.setPeers(new Map([[a.id, a.address.replace(site.secure, site.plain)]]));
      a.transport.setPeers(new Map([[plain.id, plain.address.replace(site.plain, site.secure)]]));
      await until('both have tried', () => a.refused.length > 0 && plain.refused.length > 0);
      // An address without TLS in the configuration does not talk a node out of it.
      const before = a.refused.length;
      a.reach(plain);
      await until('it asks for a certificate all the same', () =>
        a.refused.slice(before).some((why) => why.includes('there is no TLS')),
      );
      expect([...a.up]).to.deep.equal([]);
    });

    it('of another cluster is refused, whatever its certificate', async () => {
      const a = await start('a', own('a'));
      const stranger = await start('b', own('b'), { cluster: 'e' });
      stranger.reach(a);
      await until(
        'it is refused',
        () => a.wasRefused(/belongs to cluster/) && stranger.wasRefused(/belongs to cluster/),
      );
      expect(a.up.size).to.equal(0);
    });

    it('cannot be taken over by repeating what it says: its connection stays', async () => {
      const [a, b] = await pair();
      // All that b says of itself, store and incarnation included, with the certificate of somebody else.
      const impostor = await start('b', own('c'));
      impostor.reach(a);
      await until('the impostor is refused', () => a.wasRefused(/not of URI:lol:\/\/node\/b/));
      expect([a.downs, b.downs]).to.deep.equal([[], []]);
    });

    it('cannot be taken over by replaying its bytes', async () => {
      const [a, b] = await pair();
      const tape = await record(b, a);
      const replays = Array.from({ length: 5 }, () => {
        const socket = connect(a.port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.write(tape);
        open.push(() => socket.destroy());
        return new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
      });
      // What the old keys have sealed is no TLS to new ones.
      await Promise.all(replays);
      a.beat(b, 7);
      b.beat(a, 7);
      await until('they still hear each other', () => a.round === 7 && b.round === 7);
      expect([a.downs, b.downs, [...a.up]]).to.deep.equal([[], [], ['b']]);
    });

    /** What one who speaks as `from` sends to `to` from its first byte on, as one on the wire sees it. */
    async function record(from: Witness, to: Witness): Promise<Buffer> {
      const chunks: Buffer[] = [];
      const sockets: Socket[] = [];
      const proxy: Server = createServer((socket) => {
        const onward = connect(to.port, '127.0.0.1');
        sockets.push(socket, onward);
        for (const each of [socket, onward]) each.on('error', () => undefined);
        socket.on('data', (chunk: Buffer) => chunks.push(chunk));
        socket.pipe(onward).pipe(socket);
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const { port } = proxy.address() as { port: number };
      const twin = await start('z', own('z'));
      twin.transport.setPeers(new Map([[to.id, `${site.secure}://127.0.0.1:${String(port)}`]]));
      await until('it is up', () => twin.up.has(to.id));
      twin.beat(to, 1);
      await until('it was heard', () => to.round === 1);
      for (const socket of sockets) socket.destroy();
      await twin.transport.close();
      await new Promise((resolve) => proxy.close(resolve));
      await until('it is gone', () => !to.up.has(twin.id));
      to.downs.length = 0;
      expect(from.downs).to.deep.equal([]);
      return Buffer.concat(chunks);
    }

    it('is not asked of clients, but a client asks it of the node', async () => {
      const a = await start('a', own('a'));
      expect(await call(a, { ca: authority.cert })).to.equal('query');
      expect(await codeOf(call(a, { ca: foreign.cert }))).to.equal('PROTOCOL');
    });

    it('and of everybody, where everybody needs a certificate', async () => {
      const a = await start('a', { ...own('a'), require: 'everybody' });
      expect(await call(a, { ca: authority.cert, ...authority.issueFor('client') })).to.equal('query');
      expect(await codeOf(call(a, { ca: authority.cert }))).not.to.equal('ok');
      for (const certificate of [foreign.issueFor('client'), authority.issueFor('client', -1)])
        expect(await codeOf(call(a, { ca: authority.cert, ...certificate }))).not.to.equal('ok');
      expect(a.calls).to.have.length(1);
    });

    it('refuses options that cannot work, at once', () => {
      const tls = { ...authority.issue('a'), key: authority.issue('b').key };
      expect(() => site.node({ tls })).to.throw('TLS options are not valid');
      expect(() => site.node({ tls: { ...own('a'), nodeName: 'CN:any' } })).to.throw('is not valid');
      expect(() => site.client({ ca: 'no certificate' })).to.throw();
    });
  });
}
