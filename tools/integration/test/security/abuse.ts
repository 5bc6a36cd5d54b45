import type { ClientConnection } from '@lolraft/raft-core';
import { Authority } from '@lolraft/raft-testkit/certificates';
import { createToken, type ClientTlsOptions, type TransportLimits } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Site } from './site.js';
import { codeOf, Honest, QUERY, until, Witness } from './witness.js';

const IDLE = 10_000;
const IDLERS = fileURLToPath(new URL('./idlers-main.js', import.meta.url));
const MIB = 1024 * 1024;

// As much of HTTP/2 (RFC 9113, RFC 7541) as it takes to be a nuisance.
const [HEADERS, RST_STREAM, SETTINGS] = [1, 3, 4];
const END_HEADERS = 4;
const CANCEL = Buffer.from([0, 0, 0, 8]);
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
/** POST over https, with a path and the content type of gRPC. */
const CALL = Buffer.concat([
  Buffer.from([0x83, 0x87, 0x04]),
  text('/lol.v1.Raft/Write'),
  Buffer.from([0x0f, 0x10]),
  text('application/grpc'),
]);
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** What strangers do, while two nodes and a client go on as if nothing were. */
export function abuseScenarios(site: Site): void {
  describe('what strangers do', function () {
    this.timeout(120_000);
    const { token, record } = createToken('t', 'read', Infinity);
    const access = { tokens: [record], certificates: [], anonymous: undefined };
    let authority: Authority;
    /** Whom clients trust; undefined where there is no TLS. */
    let ca: ClientTlsOptions | undefined;
    let nodes: [Witness, Witness];
    let honest: Honest;
    let connection: ClientConnection;
    let child: ChildProcess | undefined;
    const strangers = new Set<Socket>();

    before(() => {
      authority = new Authority('authority');
    });

    afterEach(async () => {
      child?.kill('SIGKILL');
      for (const socket of strangers) socket.destroy();
      strangers.clear();
      await connection.close();
      await Promise.all(nodes.map(({ transport }) => transport.close()));
    });

    const start = async (
      handshakeTimeout: number,
      limits: Partial<TransportLimits> = {},
      isSecure = true,
    ): Promise<void> => {
      ca = isSecure ? { ca: authority.cert } : undefined;
      const node = (id: string): Promise<Witness> => {
        const options = { access, limits, timings: { handshakeTimeout } };
        return Witness.start(site, id, isSecure ? { ...options, tls: { ...authority.issue(id), ...ca } } : options);
      };
      nodes = [await node('a'), await node('b')];
      const [a, b] = nodes;
      a.reach(b);
      b.reach(a);
      await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
      connection = await site.client(ca).connect(a.address);
      honest = new Honest(nodes, connection, token);
      await honest.work();
    };

    /** A socket that is not closed by us, and whether it has been closed. */
    function dial(from = '127.0.0.1'): Socket {
      const socket = connect({ port: nodes[0].port, host: '127.0.0.1', localAddress: from });
      return keep(socket);
    }

    function keep<S extends Socket>(socket: S): S {
      strangers.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => strangers.delete(socket));
      socket.resume();
      return socket;
    }

    async function secured(): Promise<Socket> {
      const socket = keep(
        connectTls({
          port: nodes[0].port,
          host: '127.0.0.1',
          ca: authority.cert,
          ALPNProtocols: [...site.protocols],
        }),
      );
      await once(socket, 'secureConnect');
      return socket;
    }

    describe('with connections that they do not finish', () => {
      beforeEach(() => start(700));

      it('is cut off in time, at whatever stage they dribble', async () => {
        const [a] = nodes;
        const bytes = readFileSync(fileURLToPath(import.meta.url));
        const hello = Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), bytes.subarray(0, 400)]);
        const slow: { readonly socket: Socket; readonly text: Buffer; at: number }[] = [];
        for (let i = 0; i < 20; i++) {
          // Silence on TCP, a TLS hello byte by byte, and an honest beginning byte by byte behind an honest TLS.
          dial();
          slow.push({ socket: dial(), text: hello, at: 0 });
          slow.push({ socket: await secured(), text: Buffer.from(site.opening), at: 0 });
        }
        const dribble = setInterval(() => {
          for (const each of slow)
            if (each.at < each.text.length) each.socket.write(each.text.subarray(each.at, ++each.at));
        }, 20);
        try {
          await honest.work();
          await until('all are cut off', () => strangers.size === 0);
        } finally {
          clearInterval(dribble);
        }
        expect(a.refused.filter((reason) => reason === 'the handshake took too long').length).to.be.at.least(40);
        await honest.work();
      });

      it('is cut off where they say hello and show no credential', async () => {
        const [a] = nodes;
        const client = site.client({ ca: authority.cert });
        const connections = await Promise.all(Array.from({ length: 20 }, () => client.connect(a.address)));
        expect(await codeOf(connections[0]?.call(QUERY) ?? Promise.resolve())).to.equal('UNAUTHENTICATED');
        await Promise.all(connections.map(({ closed }) => closed));
        // The one that has shown its token is older than they are.
        await honest.work();
      });
    });

    describe('with noise', () => {
      beforeEach(() => start(60_000));

      it('costs them their connection, and nobody else anything', async () => {
        const noise = [
          'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
          '\0'.repeat(1000),
          'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.repeat(10),
          `\x16\x03\x01\xff\xff${'\x01'.repeat(70_000)}`,
        ];
        for (const text of noise) dial().write(text, 'latin1');
        for (const text of [...noise, `${site.opening}X: ${'x'.repeat(200_000)}\r\n\r\n`]) {
          const socket = await secured();
          socket.write(text, 'latin1');
        }
        await honest.work();
        // Whoever may be waiting for the rest of something is told that there is none.
        for (const socket of strangers) socket.end();
        await until('all are gone', () => strangers.size === 0);
        await honest.work();
      });

      if (site.name === 'gRPC') {
        it('of streams that are opened and reset without end ends with their connection (CVE-2023-44487)', async () => {
          const socket = await secured();
          socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
          socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)));
          const gone = (): boolean => !strangers.has(socket);
          let streams = 0;
          while (!gone() && streams < 100_000) {
            const burst: Buffer[] = [];
            for (let i = 0; i < 200; i++, streams++) {
              const id = 2 * streams + 1;
              burst.push(frame(HEADERS, END_HEADERS, id, CALL), frame(RST_STREAM, 0, id, CANCEL));
            }
            socket.write(Buffer.concat(burst));
            await new Promise((resolve) => setImmediate(resolve));
          }
          expect(gone(), `after ${String(streams)} streams`).to.equal(true);
          await honest.work();
        });
      }
    });

    // Over one transport they are all kept, as if there were no bound, and in the clear; over the other the bound does its work.
    const isKept = site.name === 'WebSockets';
    const idle = isKept ? IDLE : 2_000;
    describe('with very many connections', () => {
      beforeEach(() => start(60_000, isKept ? { maxPendingConnections: 2 * IDLE } : {}, !isKept));

      it(`keeps nobody out: ${String(idle)} that say nothing`, async function () {
        const room = /Max open files +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
        if (room !== undefined && Number(room) < idle + 500) {
          console.log(`      skipped: needs ${String(idle + 500)} open files, and has ${room}`);
          this.skip();
        }
        const [a] = nodes;
        const before = process.memoryUsage().rss;
        child = fork(IDLERS, [String(a.port), String(idle)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
        let opened = 0;
        child.on('message', (count) => (opened = Number(count)));
        // Meanwhile all goes on, and newcomers get in: of another address, and of the same one.
        let newcomers = 0;
        const client = site.client(ca);
        for (let next = idle / 4; next <= idle; next += idle / 4) {
          await honest.work();
          const late = await client.connect(a.address);
          expect(await codeOf(late.call(QUERY, { credential: token }))).to.equal('ok');
          await late.close();
          newcomers++;
          await until('more have come', () => opened >= next, 60_000);
        }
        await honest.work();
        const grown = (process.memoryUsage().rss - before) / MIB;
        console.log(
          `      ${String(idle)} idle connections: ${grown.toFixed(0)} MiB, ${String(newcomers)} newcomers meanwhile`,
        );
        expect(newcomers).to.be.at.least(1);
        expect(grown).to.be.below(400);
        // What is told of them is bounded as well.
        if (isKept) expect(a.refused).to.deep.equal([]);
        else expect(a.refused.some((reason) => reason.includes('of which nothing was said'))).to.equal(true);
        expect(a.refused.length).to.be.below(idle);
        const tls = ca === undefined ? undefined : { ...authority.issue('c'), ...ca };
        const stranger = await Witness.start(site, 'c', tls === undefined ? {} : { tls });
        try {
          stranger.reach(a);
          await until('a node gets in', () => a.up.has(stranger.id));
        } finally {
          await stranger.transport.close();
        }
      });
    });

    describe('with more clients than there may be', () => {
      beforeEach(() => start(60_000, { maxConnections: 3 }));

      it('is told so, and takes no room from nodes', async () => {
        const [a] = nodes;
        const client = site.client({ ca: authority.cert });
        const others: ClientConnection[] = [];
        const codes: string[] = [];
        for (let i = 0; i < 5; i++) {
          const other = await client.connect(a.address);
          others.push(other);
          codes.push(await codeOf(other.call(QUERY, { credential: token })));
        }
        expect(codes).to.deep.equal(['ok', 'ok', 'OVERLOADED', 'OVERLOADED', 'OVERLOADED']);
        const peer = await Witness.start(site, 'c', { tls: { ...authority.issue('c'), ca: authority.cert } });
        peer.reach(a);
        await until('a node gets in', () => a.up.has(peer.id));
        await honest.work();
        await Promise.all(others.map((other) => other.close()));
        await peer.transport.close();
      });
    });
  });
}
