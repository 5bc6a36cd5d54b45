import { DEFAULT_GROUP, type ClientConnection, type RaftError, type ServiceRequest } from '@lolraft/raft-core';
import { Authority } from '@lolraft/raft-testkit/certificates';
import { createToken, type AccessPolicy, type ClientTlsOptions, type TokenRecord } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Site } from './site.js';
import { codeOf, QUERY, TRANSFER, until, Witness, WRITE } from './witness.js';

const DAY = 86_400_000;

/** Who may call what, by token and by certificate. */
export function roleScenarios(site: Site): void {
  describe('what a caller may do', () => {
    let authority: Authority;
    let node: Witness;
    const connections: ClientConnection[] = [];
    const tokens = Object.fromEntries(
      (['read', 'write', 'admin'] as const).map((role) => [role, createToken(role, role, Date.now() + DAY)]),
    ) as Record<'read' | 'write' | 'admin', ReturnType<typeof createToken>>;
    const expired = createToken('old', 'admin', Date.now() - 1);
    const policy = (more: readonly TokenRecord[] = []): AccessPolicy => ({
      tokens: [...Object.values(tokens).map(({ record }) => record), ...more],
      certificates: [{ name: 'URI:app://orders', role: 'write' }],
      anonymous: undefined,
    });

    before(() => {
      authority = new Authority('authority');
    });

    beforeEach(async () => {
      const tls = { ...authority.issue('a'), ca: authority.cert };
      node = await Witness.start(site, 'a', { tls, access: policy([expired.record]) });
    });

    afterEach(async () => {
      await Promise.all(connections.splice(0).map((connection) => connection.close()));
      await node.transport.close();
    });

    async function connect(tls: ClientTlsOptions = {}): Promise<ClientConnection> {
      const connection = await site.client({ ca: authority.cert, ...tls }).connect(node.address);
      connections.push(connection);
      return connection;
    }

    const REQUESTS = { read: QUERY, write: WRITE, admin: TRANSFER } satisfies Record<string, ServiceRequest>;

    async function codes(connection: ClientConnection, credential?: string): Promise<string[]> {
      const options = credential === undefined ? {} : { credential };
      return Promise.all(Object.values(REQUESTS).map((request) => codeOf(connection.call(request, options))));
    }

    it('goes by its token', async () => {
      const connection = await connect();
      expect(await codes(connection, tokens.read.token)).to.deep.equal([
        'ok',
        'PERMISSION_DENIED',
        'PERMISSION_DENIED',
      ]);
      expect(await codes(connection, tokens.write.token)).to.deep.equal(['ok', 'ok', 'PERMISSION_DENIED']);
      expect(await codes(connection, tokens.admin.token)).to.deep.equal(['ok', 'ok', 'ok']);
      expect(node.calls).to.have.length(6);
    });

    it('is nothing without a token, with a wrong one, or with one that has expired', async () => {
      const connection = await connect();
      const none = ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'];
      expect(await codes(connection)).to.deep.equal(none);
      expect(await codes(connection, 'hunter2')).to.deep.equal(none);
      expect(await codes(connection, `${tokens.admin.token.slice(0, -1)}!`)).to.deep.equal(none);
      expect(await codes(connection, expired.token)).to.deep.equal(none);
      expect(node.calls).to.deep.equal([]);
      const shown = JSON.stringify(node.refused);
      for (const secret of ['hunter2', expired.token, tokens.admin.token.slice(0, -1)])
        expect(shown).not.to.include(secret);
      expect(node.wasRefused(/the token old has expired/)).to.equal(true);
    });

    it('is told in an error that says what is known: nothing was done, and trying again is of no use', async () => {
      const connection = await connect();
      const error = (await connection.call(WRITE).catch((caught: unknown) => caught)) as RaftError;
      expect(error).to.include({ name: 'UnauthenticatedError', outcome: 'not_applied', retryable: false });
      const denied = (await connection
        .call(WRITE, { credential: tokens.read.token })
        .catch((caught: unknown) => caught)) as RaftError;
      expect(denied).to.include({ name: 'PermissionDeniedError', outcome: 'not_applied', retryable: false });
      expect(denied.message).to.include('needs the role write').and.include('token read');
    });

    it('is the same for streams', async () => {
      const connection = await connect();
      const read = async (credential: string): Promise<number> => {
        let items = 0;
        const request = { type: 'readSnapshot', group: DEFAULT_GROUP } as const;
        for await (const item of connection.stream(request, { credential })) items += item.type === 'status' ? 0 : 1;
        return items;
      };
      expect(await codeOf(read(tokens.write.token))).to.equal('PERMISSION_DENIED');
      expect(await codeOf(read('wrong'))).to.equal('UNAUTHENTICATED');
      expect(await read(tokens.admin.token)).to.equal(1);
    });

    it('goes by its certificate, where that is named', async () => {
      const certified = async (common: string, uris: readonly string[], days = 1): Promise<string[]> =>
        codes(await connect(authority.issueFor(common, days, uris)));
      expect(await certified('x', ['app://orders'])).to.deep.equal(['ok', 'ok', 'PERMISSION_DENIED']);
      expect(await certified('app://orders', ['app://other'])).to.include('UNAUTHENTICATED');
      expect(await certified('x', ['app://orders'], -1)).to.include('UNAUTHENTICATED');
      const forged = new Authority('authority').issueFor('x', 1, ['app://orders']);
      // TLS may break off by itself over a signature that is wrong.
      const query = async (): Promise<unknown> => (await connect(forged)).call(QUERY);
      expect(await codeOf(query())).to.be.oneOf(['UNAUTHENTICATED', 'UNAVAILABLE', 'PROTOCOL']);
      expect(node.calls.filter(({ type }) => type === 'query')).to.have.length(1);
    });

    it('is to look, for a node, and to pass on what others asked it', async () => {
      const connection = await connect(authority.issue('b'));
      expect(await codes(connection)).to.deep.equal(['ok', 'PERMISSION_DENIED', 'PERMISSION_DENIED']);
      expect(await codeOf(connection.call(WRITE, { forwarded: true }))).to.equal('ok');
      expect(await codeOf(connection.call(WRITE, { forwarded: true, credential: tokens.read.token }))).to.equal(
        'PERMISSION_DENIED',
      );
      const client = await connect(authority.issueFor('x', 1, ['app://orders']));
      expect(await codeOf(client.call(TRANSFER, { forwarded: true }))).to.equal('PERMISSION_DENIED');
    });

    it('changes with the policy, from the next call on', async () => {
      const connection = await connect();
      const { token } = tokens.write;
      expect(await codeOf(connection.call(WRITE, { credential: token }))).to.equal('ok');
      node.transport.reload({ access: { tokens: [], certificates: [], anonymous: 'read' } });
      expect(await codeOf(connection.call(WRITE, { credential: token }))).to.equal('UNAUTHENTICATED');
      expect(await codes(connection)).to.deep.equal(['ok', 'PERMISSION_DENIED', 'PERMISSION_DENIED']);
    });

    it('does not keep nodes from each other', async () => {
      const tls = { ...authority.issue('b'), ca: authority.cert };
      const other = await Witness.start(site, 'b', { tls, access: policy() });
      try {
        other.reach(node);
        await until('both are up', () => other.up.has(node.id) && node.up.has(other.id));
      } finally {
        await other.transport.close();
      }
    });
  });

  it('a token works without TLS as well, on the own machine', async () => {
    const { token, record } = createToken('t', 'read', Infinity);
    const node = await Witness.start(site, 'a', {
      access: { tokens: [record], certificates: [], anonymous: undefined },
    });
    const connection = await site.client().connect(node.address);
    expect(await codeOf(connection.call(QUERY))).to.equal('UNAUTHENTICATED');
    expect(await codeOf(connection.call(QUERY, { credential: token }))).to.equal('ok');
    await connection.close();
    await node.transport.close();
  });
}
