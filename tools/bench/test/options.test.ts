import { expect } from 'chai';
import { UsageError } from '@lolraft/tool-process-kit';
import { parseOptions, USAGE, type BenchOptions } from '../src/options.js';

const parse = (...args: string[]): BenchOptions => {
  const options = parseOptions(args);
  if (options === 'help') throw new Error('no help was asked for');
  return options;
};

describe('options', () => {
  it('have the defaults that the usage names', () => {
    const options = parse();
    expect(options).to.deep.include({
      targets: ['kvs', 'etcd'],
      concurrency: [1, 16, 64, 256],
      valueBytes: 256,
      reads: 0,
      readLevel: 'linearizable',
      duration: 10,
      warmup: 2,
      rounds: 2,
      keys: 10_000,
    });
    for (const text of ['(both)', '(1,16,64,256)', '(256)', '(10)', '(2)', '(10000)']) expect(USAGE).to.include(text);
  });

  it('say how often leadership is handed over', () => {
    expect(parse().handover).to.equal(undefined);
    expect(parse('--handover', '20').handover).to.equal(20);
  });

  it('take a folder for profiles, or choose one', () => {
    expect(parse().profile).to.equal(undefined);
    expect(parse('--profile', '--core').profile).to.equal('bench-profile');
    expect(parse('--profile=x').profile).to.equal('x');
  });

  it('say which one is wrong', () => {
    for (const [args, message] of [
      [['--target', 'redis'], /--target/],
      [['--concurrency', '1,,2'], /--concurrency/],
      [['--concurrency', '0'], /--concurrency/],
      [['--concurrency', '1.5'], /whole/],
      [['--reads', '2'], /--reads/],
      [['--read-level', 'dirty'], /--read-level/],
      [['--duration', 'x'], /--duration/],
      [['--handover', '0'], /--handover/],
      [['--nonsense'], /nonsense/],
    ] as const) {
      expect(() => parse(...args)).to.throw(UsageError, message);
    }
  });
});
