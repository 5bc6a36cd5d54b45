import type { LocalCluster, LocalNode } from './local-cluster.js';

/** The time of day, to the millisecond. */
export function clock(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const milliseconds = String(now.getMilliseconds()).padStart(3, '0');
  return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}.${milliseconds}`;
}

export function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

export function nodeCount(count: number): string {
  return count === 1 ? 'one node' : `${count} nodes`;
}

/** Each node's process, address, role and term. */
export function nodeTable(nodes: readonly LocalNode[]): string {
  const rows = [
    ['node', 'process', 'address', 'role', 'term'],
    ...nodes.map(({ id, address, process, status }) => [
      id,
      String(process?.pid ?? '-'),
      address,
      process === undefined ? 'gone' : (status?.role ?? 'silent'),
      String(status?.term ?? '-'),
    ]),
  ];
  const widths = rows.reduce<number[]>((max, row) => row.map((cell, i) => Math.max(max[i] ?? 0, cell.length)), []);
  return rows
    .map((row) => `  ${row.map((cell, i) => cell.padEnd((widths[i] ?? 0) + 2)).join('')}`.trimEnd())
    .join('\n');
}

export function killLine({ process }: LocalNode): string {
  return `kill -9 ${String(process?.pid)}`;
}

/** What to do in another terminal, in the folder of the project. */
export function instructions(cluster: LocalCluster): string {
  const { app, leader, endpoints } = cluster;
  const takeover = endpoints.length < 3 ? ': too few are left to go on' : '; another one takes over';
  const lines = [
    ...app.lines(endpoints),
    ...(leader === undefined ? [] : [`${killLine(leader).padEnd(32)} # kill the leader, ${leader.id}${takeover}`]),
  ].map((line) => `  ${line}`);
  const keys = process.stdin.isTTY ? 'r restarts nodes that are gone; q or Ctrl-C ends all.' : 'Ctrl-C ends all.';
  return `Paste into another terminal, in this folder:\n\n${lines.join('\n')}\n\n${keys}`;
}
