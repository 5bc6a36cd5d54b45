import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeadlineExceededError, InvalidArgumentError, UnavailableError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { Command } from 'commander';
import { describe, it } from 'mocha';
import {
  addConnectionOptions,
  connectionOf,
  type ConnectionOptions,
  isTold,
  milliseconds,
  runToExit,
  table,
  wholeNumber,
} from '../src/index.js';

describe('tables', () => {
  it('have columns as wide as their widest cell, and no space at the end of a line', () => {
    const rows = [
      ['ID', 'ROLE', 'NOTE'],
      ['n1', 'leader', ''],
      ['node-2', '', 'gone'],
    ];
    expect(table(rows)).to.equal('ID      ROLE    NOTE\nn1      leader\nnode-2          gone');
    expect(table([])).to.equal('');
  });
});

describe('numbers', () => {
  it('are whole, and times above 0', () => {
    expect(wholeNumber('0', 'x')).to.equal(0);
    expect(milliseconds('250', 'x')).to.equal(250);
    for (const text of ['', '-1', '1.5', '1e3', ' 1', '9007199254740993'])
      expect(() => wholeNumber(text, 'limit'), text).to.throw(InvalidArgumentError, /limit must be a whole number/);
    expect(() => milliseconds('0', 'timeout')).to.throw(InvalidArgumentError, /above 0/);
  });
});

describe('a failed command', () => {
  async function failing(error: Error, json = false): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = [];
    const code = await runToExit(
      'prog',
      json,
      (line) => lines.push(line),
      () => Promise.reject(error),
    );
    return { code, lines };
  }

  it('says why, and whether it may have been applied', async () => {
    expect(await failing(new UnavailableError('nobody answers', 'not_applied'))).to.deep.equal({
      code: 1,
      lines: ['prog: nobody answers'],
    });
    expect((await failing(new DeadlineExceededError('unknown'))).lines).to.deep.equal([
      'prog: the deadline has passed (it may have been applied all the same)',
    ]);
    expect(await failing(new InvalidArgumentError('so not'))).to.deep.equal({ code: 2, lines: ['prog: so not'] });
  });

  it('says it to programs as an object', async () => {
    const { lines } = await failing(new DeadlineExceededError('unknown'), true);
    expect(JSON.parse(lines[0] ?? '')).to.deep.equal({
      error: { code: 'DEADLINE_EXCEEDED', message: 'the deadline has passed', outcome: 'unknown', retryable: true },
    });
  });

  it('that fails for any other reason is a fault of the program', async () => {
    const fault = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    expect(isTold(fault)).to.equal(false);
    let thrown: unknown;
    await failing(fault).catch((error: unknown) => (thrown = error));
    expect(thrown).to.equal(fault);
  });
});

describe('the options of a connection', () => {
  const parse = (args: readonly string[]): ConnectionOptions =>
    addConnectionOptions(new Command('prog').exitOverride(), 'PROG_TEST').parse(args, { from: 'user' }).opts();

  it('have defaults, and environment variables', () => {
    expect(connectionOf(parse([]))).to.deep.include({
      endpoints: ['ws://127.0.0.1:7001'],
      group: 'main',
      timeout: 10_000,
    });
    process.env['PROG_TEST_ENDPOINTS'] = 'ws://a:1, ws://b:2';
    try {
      expect(connectionOf(parse([])).endpoints).to.deep.equal(['ws://a:1', 'ws://b:2']);
      expect(connectionOf(parse(['--endpoints', 'ws://c:3'])).endpoints).to.deep.equal(['ws://c:3']);
    } finally {
      delete process.env['PROG_TEST_ENDPOINTS'];
    }
  });

  it('take a token from a file or the environment, and show it in no help', async () => {
    expect(connectionOf(parse([]))).not.to.have.property('credential');
    const folder = await mkdtemp(path.join(tmpdir(), 'lol-cli-'));
    try {
      const file = path.join(folder, 'token');
      await writeFile(file, 'lol_ci_secret\n');
      expect(connectionOf(parse(['--token-file', file])).credential).to.equal('lol_ci_secret');
      process.env['PROG_TEST_TOKEN'] = 'lol_env_secret';
      expect(connectionOf(parse([])).credential).to.equal('lol_env_secret');
      const help = addConnectionOptions(new Command('prog'), 'PROG_TEST').helpInformation();
      expect(help).to.include('--token-file').and.not.include('secret').and.not.include('--token ');
    } finally {
      delete process.env['PROG_TEST_TOKEN'];
      await rm(folder, { recursive: true });
    }
  });

  it('are refused where they are wrong', async () => {
    expect(() => connectionOf(parse(['--timeout', 'soon']))).to.throw(InvalidArgumentError, /timeout/);
    expect(() => connectionOf(parse(['--tls-ca', '/nowhere/ca.pem']))).to.throw(InvalidArgumentError, /nowhere/);
    const folder = await mkdtemp(path.join(tmpdir(), 'lol-cli-'));
    try {
      const file = path.join(folder, 'ca.pem');
      await writeFile(file, 'no certificate');
      expect(() => connectionOf(parse(['--tls-ca', file, '--tls-cert', file, '--tls-key', file]))).to.throw(
        InvalidArgumentError,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
