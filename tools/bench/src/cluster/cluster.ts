import type { TargetName } from '../options.js';

export interface ClusterNode {
  readonly id: string;
  /** Where clients reach it. */
  readonly address: string;
  readonly pid: number;
}

/** What one node says of the cluster; undefined leader: it knows none. */
export interface NodeView {
  readonly leader: string | undefined;
  readonly term: number;
}

/** Three servers on this machine, started for one measurement. */
export interface Cluster {
  readonly target: TargetName;
  readonly nodes: readonly ClusterNode[];
  /** One view per node, in the order of `nodes`; undefined where a node does not answer. */
  views(): Promise<readonly (NodeView | undefined)[]>;
  /** Ends the servers, and removes their data. @throws where one of them had ended by itself. */
  stop(): Promise<void>;
}

const LEADER_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** The leader that all nodes agree on, as soon as they do. */
export async function agreedLeader(cluster: Cluster): Promise<ClusterNode> {
  const until = performance.now() + LEADER_TIMEOUT_MS;
  for (;;) {
    const views = await cluster.views();
    const leader = views[0]?.leader;
    const term = views[0]?.term;
    if (leader !== undefined && views.every((view) => view?.leader === leader && view.term === term)) {
      const node = cluster.nodes.find(({ id }) => id === leader);
      if (node !== undefined) return node;
    }
    if (performance.now() > until) throw new Error(`${cluster.target}: no leader in ${LEADER_TIMEOUT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
