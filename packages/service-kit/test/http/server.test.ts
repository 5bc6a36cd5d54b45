import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { Authority } from '@lolraft/raft-testkit/certificates';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import {
  HttpError,
  HttpServer,
  type HttpServerOptions,
  jsonAnswer,
  listenAddress,
  type Route,
} from '../../src/index.js';
import { until } from '../support/wait.js';

const echo: Route = {
  method: 'POST',
  path: '/locks/:name',
  maxBodyBytes: 10,
  handle: ({ parameters, body, query }) =>
    jsonAnswer({ name: parameters['name'], body: Buffer.from(body).toString(), wait: query.get('wait') }, 201),
};
const hello: Route = { method: 'GET', path: '/hello', handle: () => ({ status: 200, body: 'hello' }) };

describe('the HTTP server', () => {
  let server: HttpServer | undefined;
  const start = async (routes: readonly Route[], options: Partial<HttpServerOptions> = {}): Promise<string> => {
    server = await HttpServer.start({ listen: '0', routes, ...options });
    return server.url;
  };
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** What comes back for bytes as they are. */
  async function raw(url: string, bytes: string): Promise<string> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (piece) => (answer += String(piece)));
    // Being cut off is what some of these are about.
    socket.on('error', () => undefined);
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
    return answer;
  }

  it('answers routes: parameters, query, body, JSON; HEAD as GET without a body', async () => {
    const url = await start([echo, hello]);
    const posted = await fetch(`${url}/locks/a%2Fb?wait=5`, { method: 'POST', body: 'x=1' });
    expect(posted.status).to.equal(201);
    expect(posted.headers.get('content-type')).to.equal('application/json');
    expect(await posted.json()).to.deep.equal({ name: 'a/b', body: 'x=1', wait: '5' });
    expect(await (await fetch(`${url}/hello`)).text()).to.equal('hello');
    const head = await fetch(`${url}/hello`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).to.deep.equal([200, '5', '']);
  });

  it('prefers a literal segment to a parameter, and refuses two routes for the same requests', async () => {
    const any: Route = { method: 'GET', path: '/:what', handle: () => ({ status: 200, body: 'any' }) };
    const url = await start([any, hello]);
    expect(await (await fetch(`${url}/hello`)).text()).to.equal('hello');
    expect(await (await fetch(`${url}/other`)).text()).to.equal('any');
    expect((await fetch(`${url}/`)).status).to.equal(404);
    const twice = { ...any, path: '/:other' };
    await HttpServer.start({ listen: '0', routes: [any, twice] }).then(
      () => expect.fail('it started'),
      (error: unknown) => expect(error).to.be.instanceOf(InvalidArgumentError),
    );
  });

  it('says 404, 405 with what is possible, and 400 to what is no path', async () => {
    const url = await start([echo, hello]);
    expect((await fetch(`${url}/nothing`)).status).to.equal(404);
    const wrong = await fetch(`${url}/hello`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
    expect((await fetch(`${url}/%zz`)).status).to.equal(400);
    expect(await raw(url, 'GET http://elsewhere/ HTTP/1.1\r\nhost: x\r\n\r\n')).to.match(/^HTTP\/1\.1 400 /);
  });

  it('reads no more of a body than the route takes, and none where it takes none', async () => {
    const url = await start([echo, hello]);
    expect((await fetch(`${url}/locks/a`, { method: 'POST', body: 'x'.repeat(10) })).status).to.equal(201);
    const long = await fetch(`${url}/locks/a`, { method: 'POST', body: 'x'.repeat(11) });
    expect([long.status, long.headers.get('connection')]).to.deep.equal([413, 'close']);
    const head = 'POST /locks/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    // The end of the body never comes.
    expect(await raw(url, `${head}6\r\nxxxxxx\r\n6\r\nxxxxxx\r\n`)).to.match(/^HTTP\/1\.1 413 /);
    expect(await raw(url, 'GET /hello HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n')).to.match(/^HTTP\/1\.1 413 /);
  });

  it('bounds headers and connections', async () => {
    const url = await start([hello], { maxConnections: 2 });
    const idle = [1, 2].map(() => connect(Number(new URL(url).port), '127.0.0.1'));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    // The third is closed before it can ask.
    expect(await raw(url, 'GET /hello HTTP/1.1\r\nhost: x\r\n\r\n')).to.equal('');
    for (const socket of idle) socket.destroy();
    await until('there is room again', () =>
      fetch(`${url}/hello`, { headers: { connection: 'close' } }).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const huge = await raw(url, `GET /hello HTTP/1.1\r\nhost: x\r\nfiller: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(huge).to.match(/^HTTP\/1\.1 431 /);
  });

  it('tells its callers HttpErrors, and of any other failure only that there was one', async () => {
    const errors: unknown[] = [];
    const fault = new Error('password=hunter2');
    const url = await start(
      [
        {
          ...hello,
          path: '/conflict',
          handle: () => Promise.reject(new HttpError(409, 'taken', { 'retry-after': '1' })),
        },
        {
          ...hello,
          path: '/fault',
          handle: () => {
            throw fault;
          },
        },
      ],
      { onError: (error) => errors.push(error) },
    );
    const told = await fetch(`${url}/conflict`);
    expect([told.status, told.headers.get('retry-after'), await told.text()]).to.deep.equal([409, '1', 'taken\n']);
    const failed = await fetch(`${url}/fault`);
    expect([failed.status, await failed.text()]).to.deep.equal([500, 'internal error\n']);
    expect(errors).to.deep.equal([fault]);
  });

  it('gives up a route that takes too long, and lets it know; also where the caller leaves', async () => {
    const ended: string[] = [];
    const waiting = (path: string, timeout: number): Route => ({
      ...hello,
      path,
      timeout,
      handle: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended.push(path);
            resolve({ status: 200, body: 'late' });
          });
        }),
    });
    const url = await start([waiting('/slow', 20), waiting('/long', 60_000)]);
    expect((await fetch(`${url}/slow`)).status).to.equal(503);
    const leaving = new AbortController();
    const left = fetch(`${url}/long`, { signal: leaving.signal }).catch((error: unknown) => error);
    setTimeout(() => {
      leaving.abort();
    }, 20);
    expect(await left).to.have.property('name', 'AbortError');
    await until('both know', () => ended.includes('/slow') && ended.includes('/long'));
  });

  it('ends what waits when it closes, and then listens no more', async () => {
    let isAsked = false;
    const url = await start([
      {
        ...hello,
        timeout: 60_000,
        handle: ({ signal }) =>
          new Promise((resolve) => {
            isAsked = true;
            signal.addEventListener('abort', () => {
              resolve({ status: 503, body: 'closing' });
            });
          }),
      },
    ]);
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    const asked = fetch(`${url}/hello`);
    await until('it is asked', () => isAsked);
    await server?.close();
    silent.destroy();
    expect((await asked).status).to.equal(503);
    await fetch(`${url}/hello`).then(
      () => expect.fail('it answered'),
      (error: unknown) => expect(error).to.be.instanceOf(TypeError),
    );
  });

  it('listens on the loopback interface unless told otherwise', () => {
    expect(listenAddress('9464')).to.deep.equal({ host: '127.0.0.1', port: 9464 });
    expect(listenAddress('0.0.0.0:9464')).to.deep.equal({ host: '0.0.0.0', port: 9464 });
    expect(listenAddress('[::1]:80')).to.deep.equal({ host: '::1', port: 80 });
    for (const wrong of ['', 'x', ':1', 'a b:1', '127.0.0.1:', '127.0.0.1:65536', '::1:80'])
      expect(() => listenAddress(wrong), wrong).to.throw(InvalidArgumentError);
  });

  it('says where it cannot listen', async () => {
    const url = await start([hello]);
    await HttpServer.start({ listen: new URL(url).port, routes: [hello] }).then(
      () => expect.fail('it started'),
      (error: unknown) => expect(String(error)).to.match(/cannot listen on \d+: .*EADDRINUSE/),
    );
  });

  describe('over TLS', () => {
    const authority = new Authority('ours');
    const own = authority.issue('server');
    const ask = (
      url: string,
      tls: { readonly cert?: string; readonly key?: string } = {},
      ca = authority.cert,
    ): Promise<string> =>
      new Promise((resolve, reject) => {
        const asked = httpsRequest(`${url}/hello`, { ca, ...tls, agent: false }, (response) => {
          let body = '';
          response.on('data', (piece) => (body += String(piece)));
          response.on('end', () => resolve(body));
        });
        asked.once('error', reject);
        asked.end();
      });
    const who: Route = {
      ...hello,
      handle: ({ certificate }) => ({ status: 200, body: String(certificate?.subject.CN) }),
    };

    it('serves everybody who trusts it, and renews its certificate', async () => {
      const url = await start([who], { tls: own });
      expect(url).to.match(/^https:/);
      expect(await ask(url)).to.equal('undefined');
      const other = new Authority('another');
      server?.renewTls(other.issue('server'));
      expect(await ask(url, {}, other.cert)).to.equal('undefined');
      await ask(url).then(
        () => expect.fail('the old one is gone'),
        () => undefined,
      );
    });

    it('asks for certificates of its authority, and knows who calls', async () => {
      const url = await start([who], { tls: { ...own, ca: authority.cert, requireCertificate: true } });
      expect(await ask(url, authority.issue('caller'))).to.equal('caller');
      for (const wrong of [{}, new Authority('another').issue('caller')])
        await ask(url, wrong).then(
          () => expect.fail('it answered'),
          () => undefined,
        );
    });

    it('refuses options that make no sense', async () => {
      for (const tls of [
        { ...own, requireCertificate: true },
        { ...own, cert: 'none' },
      ])
        await HttpServer.start({ listen: '0', routes: [hello], tls }).then(
          () => expect.fail('it started'),
          (error: unknown) => expect(error).to.be.instanceOf(InvalidArgumentError),
        );
    });
  });
});
