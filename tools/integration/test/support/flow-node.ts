// A node in a process of its own, over WebSockets and RocksDB; see flow-control.test.ts. Ends when its parent does.
import {
  type AppliedCommand,
  type ConsensusOptions,
  type HostLimits,
  type RaftApp,
  RaftHost,
} from '@lolraft/raft-core';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { WsTransport } from '@lolraft/transport-ws';

export interface FlowNodeOptions {
  readonly id: string;
  readonly folder: string;
  readonly members: readonly { readonly id: string; readonly address: string }[];
  readonly limits: Partial<HostLimits>;
  readonly consensus: Partial<ConsensusOptions>;
}

/** Asks for a report; `collected`: of what is left after a collection of garbage. */
export interface FlowReportRequest {
  readonly type: 'report';
  readonly collected: boolean;
}

export interface FlowReport {
  readonly role: string;
  readonly term: number;
  readonly leader: string | undefined;
  readonly lastIndex: number;
  readonly appliedIndex: number;
  readonly failure: string | undefined;
  /** Elections that this node has seen: changes of term since it started. */
  readonly terms: number;
  /** Bytes on and off the heap; the most that the process has ever held. */
  readonly memory: number;
  readonly peak: number;
  /** Bytes on their way to each follower. */
  readonly inflight: readonly number[];
}

/** Counts commands. One that begins with `block ` keeps the event loop busy for so many milliseconds. */
class Slow implements RaftApp {
  #count = 0;

  apply(commands: readonly AppliedCommand[]): Uint8Array[] {
    return commands.map(({ payload }) => {
      const [, milliseconds] = /^block (\d+)$/.exec(Buffer.from(payload.subarray(0, 20)).toString()) ?? [];
      const end = performance.now() + Number(milliseconds ?? 0);
      while (performance.now() < end);
      this.#count++;
      return new Uint8Array(0);
    });
  }
  query(): Uint8Array {
    return Buffer.from(String(this.#count));
  }
  install(): void {
    this.#count = 0;
  }
}

const { id, folder, members, limits, consensus } = JSON.parse(process.argv[2] ?? '') as FlowNodeOptions;
const own = members.find((member) => member.id === id);
const host = await RaftHost.start({
  id,
  cluster: { name: 'flow', token: '' },
  initial: 'new',
  members,
  groups: { main: { app: new Slow() } },
  transport: new WsTransport({ listen: own?.address.replace('ws://', '') ?? '' }),
  storage: await RocksStorage.open(folder, { reserveBytes: 0, writeBufferBytes: 4 * 1024 * 1024 }),
  limits,
  consensus,
});
const group = host.group('main');
let terms = 0;
let term = group.status().term;
host.events.on('state', (state) => {
  if (state.term !== term) terms++;
  term = state.term;
});

function report(collected: boolean): FlowReport {
  const { role, term: current, leader, lastIndex, appliedIndex, failure, peers } = group.status();
  if (collected) (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    role,
    term: current,
    leader,
    lastIndex,
    appliedIndex,
    failure,
    terms,
    memory: heapUsed + external,
    peak: process.resourceUsage().maxRSS * 1024,
    inflight: peers.map(({ replication }) => replication?.inflightBytes ?? 0),
  };
}

process.on('message', ({ collected }: FlowReportRequest) => {
  if (process.connected) process.send?.(report(collected));
});
process.on('disconnect', () => void host.close());
