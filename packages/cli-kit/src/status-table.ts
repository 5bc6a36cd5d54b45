import type { NodeStatus } from '@lolraft/raft-core';
import type { NodeAnswer } from './survey.js';
import { table } from './table.js';

const HEADER = ['NODE', 'ADDRESS', 'ROLE', 'TERM', 'LEADER', 'COMMIT', 'APPLIED', 'LAST', 'SNAPSHOT', 'NOTE'];

/** One row for each node, as people read it. */
export function statusTable(answers: readonly NodeAnswer[]): string {
  return table([HEADER, ...answers.map(row)]);
}

function row(answer: NodeAnswer): string[] {
  if ('error' in answer)
    return [answer.id ?? '?', answer.endpoint, 'unreachable', '', '', '', '', '', '', answer.error.message];
  const { status } = answer;
  const { id, term, leader, commitIndex, appliedIndex, lastIndex, snapshotIndex, snapshot, failure } = status;
  return [
    id,
    answer.endpoint,
    roleOf(status),
    String(term),
    leader ?? '-',
    String(commitIndex),
    String(appliedIndex),
    String(lastIndex),
    snapshot.activity === 'idle' ? String(snapshotIndex) : `${snapshotIndex}, ${snapshot.activity}`,
    failure ?? snapshot.failure ?? '',
  ];
}

function roleOf({ id, role, membership, failure }: NodeStatus): string {
  if (failure !== undefined) return 'stopped';
  const member = membership.members.find((each) => each.id === id);
  return role === 'follower' && member?.role === 'learner' ? 'learner' : role;
}

/** As a program reads it: `{ endpoint, status }`, or `{ endpoint, id?, error: { code, message } }`. */
export function plainAnswer(answer: NodeAnswer): object {
  if ('status' in answer) return answer;
  const { endpoint, id, error } = answer;
  return { endpoint, id, error: { code: error.code, message: error.message } };
}

/** Whether there is a leader, and every node answers and runs. */
export function isHealthy(answers: readonly NodeAnswer[]): boolean {
  return (
    answers.every((answer) => 'status' in answer && answer.status.failure === undefined) &&
    answers.some((answer) => 'status' in answer && answer.status.role === 'leader')
  );
}
