import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Links } from '../src/links/links.js';
import { diallerOf, NodeProxy } from '../src/links/node-proxy.js';
import { freePorts } from '@lolraft/tool-process-kit';

const head = (agent: string): string => `GET /raft HTTP/1.1\r\nHost: x\r\nUser-Agent: ${agent}\r\n\r\n`;

/** What has come in on a socket, and a way to wait for more. */
class Inbox {
  text = '';
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  async has(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.#socket, 'data');
  }
}

describe('links between nodes', () => {
  let server: Server;
  let proxy: NodeProxy;
  let links: Links;
  let port: number;
  let accepted: Promise<Socket>;

  beforeEach(async () => {
    links = new Links();
    accepted = new Promise((resolve) => {
      server = createServer(resolve);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    [port = 0] = await freePorts(1);
    proxy = await NodeProxy.start('n2', port, (server.address() as AddressInfo).port, links);
  });

  afterEach(async () => {
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });

  async function dial(agent: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head(agent));
    return socket;
  }

  it('know a node by what it says first', () => {
    expect(diallerOf(head('lol (node n-1_a)'))).to.equal('n-1_a');
    expect(diallerOf(head('lol (client)'))).to.equal(undefined);
    expect(diallerOf(head('curl/8'))).to.equal(undefined);
  });

  it('pass everything on, in both directions', async () => {
    const near = await dial('lol (node n1)');
    const answers = new Inbox(near);
    const far = await accepted;
    const said = new Inbox(far);
    near.write('there');
    await said.has('there');
    expect(said.text).to.equal(`${head('lol (node n1)')}there`);
    far.write('back');
    await answers.has('back');
  });

  it('hold one direction, and let go later, with nothing lost', async () => {
    const near = await dial('lol (node n1)');
    const answers = new Inbox(near);
    const far = await accepted;
    const said = new Inbox(far);
    await said.has('\r\n\r\n');
    links.set('n1', 'n2', 'held');
    near.write('held');
    far.write('passes');
    await answers.has('passes');
    // Whatever was on its way has been delivered by the time that a second answer is here.
    far.write('again');
    await answers.has('again');
    expect(said.text).not.to.include('held');
    links.set('n1', 'n2', 'open');
    await said.has('held');
  });

  it('break, and stay broken for whoever dials again', async () => {
    const near = await dial('lol (node n1)');
    await accepted;
    links.set('n2', 'n1', 'broken');
    near.on('error', () => undefined);
    await once(near, 'close');
    const again = await dial('lol (node n1)');
    again.on('error', () => undefined);
    await once(again, 'close');
  });

  it('between others, and for clients, are not concerned', async () => {
    links.set('n1', 'n2', 'broken');
    links.set('n2', 'n1', 'held');
    for (const agent of ['lol (node n3)', 'lol (client)']) {
      const near = await dial(agent);
      const far = await accepted;
      await new Inbox(far).has('\r\n\r\n');
      near.destroy();
      accepted = new Promise((resolve) => server.once('connection', resolve));
    }
  });
});
