import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalFailure } from './local-failure.js';
import type { LocalOptions, StorageKind } from './options.js';
import { findFreePorts, LOOPBACK } from './ports.js';

export interface PlannedNode {
  readonly id: string;
  readonly port: number;
}

/** What a folder's cluster was founded with, and keeps: its nodes' addresses are part of the replicated configuration. */
export interface ClusterPlan {
  readonly format: 1;
  readonly token: string;
  readonly storage: StorageKind;
  readonly nodes: readonly PlannedNode[];
}

export function addressOf(node: PlannedNode): string {
  return `ws://${LOOPBACK}:${node.port}`;
}

function isPlan(value: unknown): value is ClusterPlan {
  const plan = value as Partial<ClusterPlan> | null;
  return (
    typeof plan === 'object' &&
    plan?.format === 1 &&
    typeof plan.token === 'string' &&
    (plan.storage === 'rocksdb' || plan.storage === 'memory') &&
    Array.isArray(plan.nodes) &&
    plan.nodes.length > 0 &&
    plan.nodes.every(({ id, port }: PlannedNode) => typeof id === 'string' && Number.isSafeInteger(port))
  );
}

function readPlan(file: string): ClusterPlan | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (isPlan(parsed)) return parsed;
  throw new LocalFailure(
    `${file} is not the settings of a cluster that this version knows: name another folder with --data`,
  );
}

/** What was asked for now must be what the folder holds. */
function checkAgainst(plan: ClusterPlan, options: LocalOptions, folder: string): void {
  const differ = (what: string, holds: string): never => {
    throw new LocalFailure(
      `the folder ${folder} holds a cluster ${holds}; for ${what}, name another folder with --data`,
    );
  };
  const { nodes, storage, basePort } = options;
  if (nodes !== undefined && nodes !== plan.nodes.length) differ(`${nodes}`, `of ${plan.nodes.length} nodes`);
  if (storage !== undefined && storage !== plan.storage) differ(storage, `with storage ${plan.storage}`);
  const first = plan.nodes[0]?.port;
  if (basePort !== undefined && basePort !== first) differ(`port ${basePort}`, `whose ports begin at ${first ?? '?'}`);
}

/** The plan that the folder holds, or a new one, written down. Memory forgets, so such a cluster is a new one each time. */
export async function planCluster(folder: string, options: LocalOptions): Promise<ClusterPlan> {
  const file = path.join(folder, 'cluster.json');
  const known = readPlan(file);
  if (known !== undefined) checkAgainst(known, options, folder);
  if (known?.storage === 'rocksdb') return known;
  const count = options.nodes ?? known?.nodes.length ?? 3;
  const base = options.basePort ?? known?.nodes[0]?.port ?? (await findFreePorts(count));
  const plan: ClusterPlan = {
    format: 1,
    token: randomBytes(8).toString('hex'),
    storage: options.storage ?? known?.storage ?? 'rocksdb',
    nodes: Array.from({ length: count }, (_, i) => ({ id: `n${i + 1}`, port: base + i })),
  };
  mkdirSync(folder, { recursive: true });
  // Whole or not at all: half a file would lock the folder's owner out of the data.
  writeFileSync(`${file}.new`, `${JSON.stringify(plan, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
  return plan;
}
