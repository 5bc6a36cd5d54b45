import { findFreePorts } from '@lolraft/node-kit/local';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { KvsClient } from '@lolraft/kvs-client';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { pino } from 'pino';
import { checkSettings, serve, type Server } from '@lolraft/node-kit/node';
import { KVS } from '../../src/node-app.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

interface Ended {
  readonly code: number | string | null;
  readonly out: Buffer;
  readonly err: string;
}

describe('the client commands', function () {
  this.timeout(60_000);
  let server: Server;
  let client: KvsClient;
  let address = '';

  before(async () => {
    const port = await findFreePorts(1);
    address = `ws://127.0.0.1:${port}`;
    const settings = checkSettings(KVS, {
      id: 'n1',
      members: { n1: address },
      storage: 'memory',
      maxValueBytes: 100_000,
    });
    server = await serve(KVS, settings, pino({ level: 'silent' }), new AbortController().signal);
    client = new KvsClient({ transport: new WsClientTransport(), endpoints: [address] });
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  function kvs(args: readonly string[], input?: string | Uint8Array): Promise<Ended> {
    return new Promise((resolve) => {
      const env = { ...process.env, KVS_ENDPOINTS: address };
      const child = execFile(process.execPath, [MAIN, ...args], { env, encoding: 'buffer' }, (error, out, err) => {
        resolve({ code: error === null ? 0 : (error.code ?? null), out, err: err.toString() });
      });
      child.stdin?.end(input);
    });
  }

  async function says(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    const { code, out, err } = await kvs(args, input);
    expect(err).to.equal('');
    expect(code, args.join(' ')).to.equal(0);
    return out.toString();
  }

  it('put, get, and say where there is nothing', async () => {
    expect(await says(['put', 'greeting', 'hello wörld'])).to.match(/^revision \d+\n$/);
    expect(await says(['get', 'greeting'])).to.equal('hello wörld\n');
    const json = JSON.parse(await says(['get', 'greeting', '--json'])) as object;
    expect(json).to.deep.include({ key: 'greeting', value: 'hello wörld', version: 1 });
    const none = await kvs(['get', 'nothing']);
    expect([none.code, none.out.toString(), none.err]).to.deep.equal([3, '', '']);
    expect(await kvs(['get', 'nothing', '--json'])).to.deep.include({ code: 3, out: Buffer.from('null\n') });
  });

  it('guard a change by a token, and say where it is stale', async () => {
    const guarded = (token: string) => ['--guard', 'lock', '--guard-token', token];
    expect(await says(['put', 'fenced', 'new', ...guarded('7')])).to.match(/^revision \d+\n$/);
    const late = await kvs(['put', 'fenced', 'late', ...guarded('6')]);
    expect(late.code).to.equal(1);
    expect(late.err).to.match(/token 6 is stale.* 7 /);
    expect((await kvs(['del', 'fenced', ...guarded('6')])).code).to.equal(1);
    expect(await says(['get', 'fenced'])).to.equal('new\n');
    expect((await kvs(['put', 'fenced', 'x', '--guard', 'lock'])).code).to.not.equal(0);
    expect(await says(['del', 'fenced', ...guarded('8')])).to.equal('deleted 1\n');
  });

  it('take bytes, as hexadecimal digits, base64 and from standard input, and give them back', async () => {
    const bytes = Buffer.from([0, 255, 10, 128, 13]);
    await says(['put', 'binary', '-'], bytes);
    expect((await kvs(['get', 'binary'])).out).to.deep.equal(Buffer.concat([bytes, Buffer.from('\n')]));
    expect(await says(['get', '--hex', Buffer.from('binary').toString('hex')])).to.equal(`${bytes.toString('hex')}\n`);
    const base64 = Buffer.from('binary').toString('base64');
    expect(await says(['get', '--base64', base64])).to.equal(`${bytes.toString('base64')}\n`);
    expect(JSON.parse(await says(['get', 'binary', '--json']))).to.deep.include({
      key: 'binary',
      value: { base64: bytes.toString('base64') },
    });
    await says(['put', '--hex', '00ff', 'ab']);
    expect(await says(['get', '--hex', '00ff'])).to.equal('ab\n');
    const wrong = await kvs(['put', '--hex', 'xyz', '00']);
    expect([wrong.code, wrong.err]).to.deep.equal([2, 'kvs: the key is not valid hex\n']);
  });

  it('list, count and delete ranges', async () => {
    for (const key of ['r/a', 'r/b', 'r/c']) await client.put(key, key.toUpperCase());
    expect(await says(['range', '--prefix', 'r/'])).to.equal('r/a\tR/A\nr/b\tR/B\nr/c\tR/C\n');
    expect(await says(['range', 'r/b', '--to', 'r/d', '--keys-only'])).to.equal('r/b\nr/c\n');
    expect(await says(['range', '--prefix', 'r/', '--limit', '1', '--json'])).to.match(/^\{"key":"r\/a",.*\}\n$/);
    expect(await says(['range', '--prefix', 'r/', '--count'])).to.equal('3\n');
    expect(await says(['del', 'r/b'])).to.equal('deleted 1\n');
    expect(await says(['del', '--prefix', 'r/'])).to.equal('deleted 2\n');
    expect((await kvs(['del', 'r/b'])).code).to.equal(3);
    expect((await kvs(['del'])).code).to.equal(2);
    expect((await kvs(['range', '--to', 'x'])).code).to.equal(2);
  });

  it('swap what looks as expected', async () => {
    expect(await says(['cas', 'c', '1', '--expect-absent'])).to.match(/^revision \d+\n$/);
    expect(await says(['cas', 'c', '2', '--expect', '1'])).to.match(/^revision/);
    const miss = await kvs(['cas', 'c', '3', '--expect', '1']);
    expect(miss.code).to.equal(3);
    expect(miss.out.toString()).to.match(/^not swapped: it is 2, of revision \d+\n$/);
    const json = JSON.parse(
      (await kvs(['cas', 'c', '3', '--expect-revision', '1', '--json'])).out.toString(),
    ) as object;
    expect(json).to.include({ swapped: false });
    expect((await kvs(['cas', 'c', '3'])).code).to.equal(2);
  });

  it('show the status of every node', async () => {
    const [header, row, ...rest] = (await says(['status'])).trimEnd().split('\n');
    expect(header).to.match(/^NODE +ADDRESS +MEMBER +STORE +ROLE +TERM/);
    expect(row)
      .to.include(address)
      .and.match(/^n1 .* voter +[0-9a-f]{8} +leader /);
    expect(rest).to.have.lengthOf(1);
    expect(rest[0]).to.match(/^membership of entry \d+: voters n1$/);
    const { code, out } = await kvs(['status', '--json', '--endpoints', `${address},ws://127.0.0.1:1`]);
    expect(code).to.equal(1);
    const answers = out
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { status?: object; error?: object });
    expect(answers[0]?.status).to.include({ id: 'n1', role: 'leader' });
    expect(answers[1]?.error).to.include({ code: 'UNAVAILABLE' });
  });

  it('say in one line what went wrong', async () => {
    const large = await kvs(['put', 'large', '-'], new Uint8Array(100_001));
    expect([large.code, large.err]).to.deep.equal([
      1,
      'kvs: a value of 100001 bytes is over the limit of 100000 bytes\n',
    ]);
    const empty = await kvs(['put', '', 'v']);
    expect([empty.code, empty.err]).to.deep.equal([2, 'kvs: the key is empty\n']);
    const past = await kvs(['get', 'greeting', '--revision', '999999', '--json']);
    expect(past.code).to.equal(1);
    expect(JSON.parse(past.err)).to.have.nested.property('error.code', 'FUTURE_REVISION');
    const nobody = await kvs(['get', 'k', '--endpoints', 'ws://127.0.0.1:1', '--timeout', '300']);
    expect(nobody.code).to.equal(1);
    expect(nobody.err).to.match(/^kvs: the deadline has passed.*127\.0\.0\.1:1.*\n$/);
    const noPem = await kvs(['get', 'k', '--tls-ca', '/does/not/exist']);
    expect(noPem.code).to.equal(2);
    expect(noPem.err).to.match(/^kvs: .*\/does\/not\/exist.*\n$/);
    const wrong = [
      ['get'],
      ['get', 'k', '--level', 'best'],
      ['put', 'k', 'v', '--timeout', 'soon'],
      ['get', 'k', '--nonsense'],
    ];
    const ends = await Promise.all(wrong.map((args) => kvs(args)));
    for (const [i, { code, err }] of ends.entries()) {
      expect(code, wrong[i]?.join(' ')).to.equal(2);
      expect(err.trimEnd().split('\n'), wrong[i]?.join(' ')).to.have.lengthOf(1);
    }
  });

  it('snapshots: say why there is none, whether they wait or not, and whose fault a file is', async () => {
    for (const args of [['now'], ['now', '--wait'], ['save', '/does/not/matter']]) {
      const { code, out, err } = await kvs(['snapshot', ...args, '--json']);
      const wanted = args[0] === 'save' ? 'LOCAL_FILE' : 'INVALID_ARGUMENT';
      expect([code, out.length], args.join(' ')).to.deep.equal([wanted === 'LOCAL_FILE' ? 1 : 2, 0]);
      expect(JSON.parse(err), args.join(' ')).to.have.nested.property('error.code', wanted);
    }
    const local = await kvs(['snapshot', 'save', '/does/not/matter']);
    expect(local.err).to.match(/^kvs: \/does\/not\/matter cannot be written: ENOENT.*\n$/);
  });

  it('end quietly when whoever reads them has left', async () => {
    for (let i = 0; i < 10; i++) await client.put(`filler${i}`, new Uint8Array(100_000).fill(97));
    const child = spawn(process.execPath, [MAIN, 'range'], { env: { ...process.env, KVS_ENDPOINTS: address } });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, err]).to.deep.equal([0, '']);
  });

  it('explain themselves', async () => {
    const help = await says(['--help']);
    for (const word of ['serve', 'put', 'get', 'del', 'range', 'cas', 'status', 'Exit codes', 'KVS_ENDPOINTS']) {
      expect(help).to.include(word);
    }
    expect(await says(['range', '--help'])).to.include('--prefix');
    expect(await says(['--version'])).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});
