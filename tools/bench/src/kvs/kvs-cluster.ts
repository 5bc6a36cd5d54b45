import type { Cluster } from '../cluster/cluster.js';
import type { BenchOptions } from '../options.js';
export async function startKvs(_options: BenchOptions): Promise<Cluster> {
  throw new Error('not yet');
}
