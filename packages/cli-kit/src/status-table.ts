import type { MembershipStatus, NodeStatus } from '@lolraft/raft-core';
import { memberRole, membershipLines } from './membership-text.js';
import { peerLines } from './peer-table.js';
import type { NodeAnswer, Survey } from './survey.js';
import { table } from './table.js';

const HEADER = [
  ...['NODE', 'ADDRESS', 'MEMBER', 'STORE', 'ROLE', 'TERM', 'LEADER'],
  ...['COMMIT', 'APPLIED', 'LAST', 'SNAPSHOT', 'NOTE'],
];
/** Enough of a store's id to tell two apart. */
const STORE_DIGITS = 8;

/** One row for each node, as people read it, the membership behind it, and what the leader knows of the others. */
export function statusTable({ answers, best }: Survey): string {
  const membership = best?.membership;
  const rows = table([HEADER, ...answers.map((answer) => row(answer, membership))]);
  const lines = membership === undefined ? [] : membershipLines(membership);
  return [rows, ...lines, ...(best === undefined ? [] : peerLines(best))].join('\n');
}

function row(answer: NodeAnswer, membership: MembershipStatus | undefined): string[] {
  if ('error' in answer) {
    const member = membership?.members.find(({ id }) => id === answer.id);
    const known = [answer.id ?? '?', answer.endpoint, member?.role ?? '', member?.store?.slice(0, STORE_DIGITS) ?? ''];
    return [...known, 'unreachable', '', '', '', '', '', '', answer.error.message];
  }
  const { id, storeId, role, term, leader, commitIndex, appliedIndex, lastIndex, snapshotIndex, snapshot, failure } =
    answer.status;
  return [
    id,
    answer.endpoint,
    memberRole(membership, id),
    storeId.slice(0, STORE_DIGITS),
    failure === undefined ? role : 'stopped',
    String(term),
    leader ?? '-',
    String(commitIndex),
    String(appliedIndex),
    String(lastIndex),
    snapshot.activity === 'idle' ? String(snapshotIndex) : `${snapshotIndex}, ${snapshot.activity}`,
    failure ?? snapshot.failure ?? diskNote(answer.status),
  ];
}

function diskNote({ disk }: NodeStatus): string {
  return disk === undefined || disk.state === 'ok' ? '' : `the disk is ${disk.state}`;
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
