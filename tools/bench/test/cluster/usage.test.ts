import { expect } from 'chai';
import { parseBusy, parseRss, parseStat, processUsage } from '../../src/cluster/usage.js';

describe('usage of processes', () => {
  it('reads the times behind a name that looks like fields', () => {
    const stat =
      '12 (a) b (c) S 1 12 12 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 5000 1000000 300 18446744073709551615';
    expect(parseStat(stat)).to.equal(300);
  });

  it('reads resident memory in bytes', () => {
    expect(parseRss('Name:\tnode\nVmHWM:\t  200 kB\nVmRSS:\t  100 kB\n')).to.equal(102_400);
    expect(parseRss('Name:\tnode\nState:\tZ (zombie)\n')).to.equal(0);
  });

  it('counts what is neither idle nor waiting for a disk', () => {
    expect(parseBusy('cpu  100 20 30 9999 888 4 5 6 0 0\ncpu0 1 1 1 1\n')).to.equal(165);
  });

  it('tells nothing of a process that is not there', () => {
    expect(processUsage(2 ** 22 + 1)).to.equal(undefined);
  });

  it('sees that this process works', function () {
    if (process.platform !== 'linux') this.skip();
    const before = processUsage(process.pid)!;
    const end = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < end);
    const after = processUsage(process.pid)!;
    expect(after.cpu - before.cpu).to.be.greaterThan(0);
    expect(after.rss).to.be.greaterThan(10 * 1024 * 1024);
  });
});
