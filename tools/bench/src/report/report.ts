import { cpus, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import type { Measurement } from '../measure.js';
import type { BenchOptions } from '../options.js';
import { ratios, summarize, type Ratio, type Summary } from './summary.js';
import { significant, table } from './table.js';

const MIB = 1024 * 1024;

/** What a result means nothing without. */
export interface Machine {
  readonly cpus: number;
  readonly cpu: string;
  readonly memoryMiB: number;
  readonly node: string;
  readonly platform: string;
  /** Load average of the last minute when the run began; undefined where the system does not tell. */
  readonly load: number | undefined;
  readonly etcd: string | undefined;
}

export function machine(etcd: string | undefined): Machine {
  const all = cpus();
  let load: number | undefined;
  if (process.platform === 'linux') load = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  return {
    cpus: all.length,
    cpu: all[0]?.model.trim() ?? 'unknown',
    memoryMiB: Math.round(totalmem() / MIB),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load,
    etcd,
  };
}

export function asJson(options: BenchOptions, on: Machine, measurements: readonly Measurement[]): string {
  return JSON.stringify(
    { machine: on, options, summaries: summarize(measurements), ratios: ratios(measurements), measurements },
    undefined,
    2,
  );
}

export function windowLine(m: Measurement): string {
  const failed = Object.values(m.errors).reduce((a, b) => a + b, 0);
  return (
    `${m.target} with ${m.concurrency} outstanding: ${significant(m.throughput)}/s, p50 ${significant(m.latency.p50)} ms` +
    (failed === 0 ? '' : `, ${failed} failed`)
  );
}

function workloadLine({ reads, readLevel, valueBytes, duration, rounds, memory }: BenchOptions): string {
  const what =
    reads === 0
      ? 'puts'
      : reads === 1
        ? `${readLevel} reads`
        : `${Math.round(reads * 100)}% ${readLevel} reads, the rest puts`;
  return (
    `${what} of ${valueBytes} B, three nodes and the client on this machine; ${rounds} x ${duration} s each` +
    (memory ? '; kvs keeps its log in memory' : '')
  );
}

function seconds(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(1);
}

function mebibytes(value: number | undefined): string {
  return value === undefined ? '-' : String(Math.round(value / MIB));
}

function summaryRow(s: Summary): string[] {
  return [
    String(s.concurrency),
    s.target,
    significant(s.throughput),
    significant(s.latency.p50),
    significant(s.latency.p99),
    significant(s.latency.p999),
    significant(s.latency.max),
    String(s.errors),
    seconds(s.leader.cpu),
    seconds(s.followers.cpu),
    seconds(s.client.cpu),
    s.cpuPerOperation === undefined ? '-' : significant(s.cpuPerOperation),
    s.others === undefined ? '-' : s.others.toFixed(2),
    mebibytes(s.leader.rss),
    mebibytes(s.followers.rss),
    mebibytes(s.client.rss),
  ];
}

function ratioRow(r: Ratio): string[] {
  return [
    String(r.concurrency),
    'kvs/etcd',
    `${significant(r.throughput)}x`,
    `${significant(r.p50)}x`,
    `${significant(r.p99)}x`,
  ];
}

const HEADER = [
  'out',
  'target',
  'ops/s',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'max ms',
  'errors',
  'cpu s: leader',
  'followers',
  'client',
  'us/op',
  'others',
  'MiB: leader',
  'followers',
  'client',
];

/** The result for people. */
export function asText(options: BenchOptions, on: Machine, measurements: readonly Measurement[]): string {
  const pairs = ratios(measurements);
  const rows: string[][] = [];
  let concurrency: number | undefined;
  for (const summary of summarize(measurements)) {
    if (concurrency !== undefined && concurrency !== summary.concurrency) rows.push(...rowsOf(pairs, concurrency));
    concurrency = summary.concurrency;
    rows.push(summaryRow(summary));
  }
  if (concurrency !== undefined) rows.push(...rowsOf(pairs, concurrency));
  const errors = new Map<string, number>();
  for (const m of measurements) {
    for (const [text, count] of Object.entries(m.errors)) {
      const line = `${m.target}: ${text}`;
      errors.set(line, (errors.get(line) ?? 0) + count);
    }
  }
  return [
    workloadLine(options),
    `${on.cpus} x ${on.cpu}, ${on.memoryMiB} MiB, ${on.platform}, Node ${on.node}${on.etcd === undefined ? '' : `, ${on.etcd}`}` +
      (on.load === undefined ? '' : `; load average at the start ${on.load.toFixed(2)}`),
    '',
    table(HEADER, rows),
    ...(errors.size === 0 ? [] : ['', 'errors:', ...[...errors].map(([text, count]) => `  ${count} x ${text}`)]),
  ].join('\n');
}

function rowsOf(pairs: readonly Ratio[], concurrency: number): string[][] {
  return pairs.filter((pair) => pair.concurrency === concurrency).map(ratioRow);
}
