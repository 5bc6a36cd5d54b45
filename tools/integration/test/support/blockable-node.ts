// A node in a process of its own; see blocked-loop.test.ts. Ends when its parent does.
import { RaftHost } from '@lolraft/raft-core';
import { MemoryStorage } from '@lolraft/storage-memory';
import { WsTransport } from '@lolraft/transport-ws';
import { Journal } from './journal.js';

export interface ToNode {
  readonly type: 'block';
  readonly milliseconds: number;
}

export type FromNode =
  | {
      readonly type: 'state';
      readonly role: string;
      readonly term: number;
      readonly leader: string | undefined;
      readonly beat: number;
    }
  | { readonly type: 'unblocked' };

const REPORT = 100;

const [id = '', members = ''] = process.argv.slice(2);
const list = JSON.parse(members) as { id: string; address: string }[];
const own = list.find((member) => member.id === id);
const host = await RaftHost.start({
  id,
  cluster: { name: 'blocked', token: '' },
  initial: 'new',
  members: list,
  groups: { main: { app: new Journal() } },
  transport: new WsTransport({ listen: own?.address.replace('ws://', '') ?? '' }),
  storage: new MemoryStorage(),
});

const say = (message: FromNode): void => {
  if (process.connected) process.send?.(message);
};
let beat = 0;
const report = (): void => {
  const { role, term, leader } = host.group('main').status();
  say({ type: 'state', role, term, leader, beat: beat++ });
};
host.events.on('state', report);
const timer = setInterval(report, REPORT);

process.on('message', ({ milliseconds }: ToNode) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  say({ type: 'unblocked' });
});
process.on('disconnect', () => {
  clearInterval(timer);
  void host.close();
});
