import type { ChaosCluster } from '../cluster/chaos-cluster.js';
import type { LinkState } from '../links/links.js';
import type { Random } from '@lolraft/tool-process-kit';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly what: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

type Kind = (cluster: ChaosCluster, random: Random, target: string) => Fault;

function setLinks(
  cluster: ChaosCluster,
  pairs: readonly (readonly [from: string, to: string])[],
  what: string,
  state: LinkState,
): Fault {
  const all = (to: LinkState): void => {
    for (const [from, towards] of pairs) cluster.links.set(from, towards, to);
  };
  return {
    what,
    begin: () => {
      all(state);
    },
    end: () => {
      all('open');
    },
  };
}

function both(a: readonly string[], b: readonly string[]): (readonly [string, string])[] {
  return a.flatMap((x) => b.flatMap((y) => [[x, y] as const, [y, x] as const]));
}

/** A cut of which the ends are told, or not. */
function cutState(random: Random): LinkState {
  return random.pick(['held', 'broken'] as const);
}

const kill: Kind = (cluster, _random, target) => ({
  what: `kill -9 of ${target}`,
  begin: () => cluster.kill(target),
  end: () => cluster.launch(target),
});

const terminate: Kind = (cluster, _random, target) => ({
  what: `SIGTERM to ${target}`,
  begin: () => cluster.terminate(target),
  end: () => cluster.launch(target),
});

const pause: Kind = (cluster, _random, target) => ({
  what: `${target} stands still`,
  begin: () => {
    cluster.pause(target);
  },
  end: () => {
    cluster.resume(target);
  },
});

const isolate: Kind = (cluster, random, target) => {
  const state = cutState(random);
  const others = cluster.ids.filter((id) => id !== target);
  return setLinks(cluster, both([target], others), `${target} is cut off (${state})`, state);
};

const oneWay: Kind = (cluster, random, target) => {
  const others = random.shuffled(cluster.ids.filter((id) => id !== target));
  const some = others.slice(0, random.between(1, others.length));
  const outwards = random.below(2) === 0;
  const pairs = some.map((id) => (outwards ? ([target, id] as const) : ([id, target] as const)));
  const what = outwards ? `${some.join(', ')} do not hear ${target}` : `${target} does not hear ${some.join(', ')}`;
  return setLinks(cluster, pairs, what, 'held');
};

const halves: Kind = (cluster, random) => {
  const state = cutState(random);
  const ids = random.shuffled(cluster.ids);
  const minority = ids.slice(0, Math.floor((ids.length - 1) / 2));
  const majority = ids.slice(minority.length);
  return setLinks(
    cluster,
    both(minority, majority),
    `${minority.join(', ')} | ${majority.join(', ')} (${state})`,
    state,
  );
};

const crashAll: Kind = (cluster) => ({
  what: 'kill -9 of all',
  begin: async () => {
    await Promise.all(cluster.ids.map((id) => cluster.kill(id)));
  },
  end: async () => {
    await Promise.all(cluster.ids.map((id) => cluster.launch(id)));
  },
});

/** How often each kind comes up. */
const KINDS: readonly (readonly [weight: number, kind: Kind])[] = [
  [4, kill],
  [2, terminate],
  [5, pause],
  [4, isolate],
  [4, oneWay],
  [3, halves],
  [1, crashAll],
];

/** Any fault; `target` is the node that it is about, where it is about one. */
export function randomFault(cluster: ChaosCluster, random: Random, target: string): Fault {
  let at = random.below(KINDS.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, kind] of KINDS) {
    if (at < weight) return kind(cluster, random, target);
    at -= weight;
  }
  throw new Error('no kind of fault');
}
