/** The part of a .cpuprofile that self time comes from. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** One node id per sample. */
  readonly samples: readonly number[];
  /** Microseconds between samples: the first one since `startTime`. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
}

export interface SelfTime {
  readonly name: string;
  /** Milliseconds. */
  readonly self: number;
  /** Of the time in which the process was not idle. */
  readonly share: number;
}

export interface ProfileSummary {
  /** Milliseconds in all, and those in which nothing ran. */
  readonly total: number;
  readonly idle: number;
  /** By function, most expensive first. */
  readonly functions: readonly SelfTime[];
  /** By package or part of Node, most expensive first. */
  readonly places: readonly SelfTime[];
}

const IDLE = '(idle)';

/** @throws {Error} where the text is no profile. */
export function parseProfile(text: string): CpuProfile {
  const profile = JSON.parse(text) as Partial<CpuProfile>;
  if (!Array.isArray(profile.nodes) || !Array.isArray(profile.samples) || !Array.isArray(profile.timeDeltas)) {
    throw new Error('this is no CPU profile');
  }
  return profile as CpuProfile;
}

export function summarizeProfile({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  let total = 0;
  let idle = 0;
  samples.forEach((id, i) => {
    // A sample stands for the time until the next one.
    const time = Math.max(0, timeDeltas[i + 1] ?? 0) / 1000;
    const node = byId.get(id);
    if (node === undefined) return;
    total += time;
    if (node.callFrame.functionName === IDLE) {
      idle += time;
      return;
    }
    add(functions, functionName(node), time);
    add(places, placeOf(node), time);
  });
  const busy = total - idle;
  return { total, idle, functions: sorted(functions, busy), places: sorted(places, busy) };
}

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

function sorted(map: ReadonlyMap<string, number>, busy: number): SelfTime[] {
  return [...map]
    .map(([name, self]) => ({ name, self, share: busy === 0 ? 0 : self / busy }))
    .sort((a, b) => b.self - a.self);
}

function functionName({ callFrame: { functionName: name, url, lineNumber } }: ProfileNode): string {
  const shown = name === '' ? '(anonymous)' : name;
  return url === '' ? shown : `${shown}  ${shortUrl(url)}:${lineNumber + 1}`;
}

/** The part of a path that says which file it is: from the package on. */
export function shortUrl(url: string): string {
  const path = url.replace(/^file:\/\//, '');
  const installed = path.lastIndexOf('/node_modules/');
  if (installed >= 0) return path.slice(installed + '/node_modules/'.length);
  const own = /\/(?:packages|apps|tools)\/(.+)$/.exec(path);
  return (own?.[1] ?? path).replace('/dist/src/', '/');
}

function placeOf({ callFrame: { functionName: name, url } }: ProfileNode): string {
  if (url === '') return name.startsWith('(') ? name : '(native)';
  if (url.startsWith('node:')) return url.split('/')[0] ?? url;
  const short = shortUrl(url);
  const [first = short, second] = short.split('/');
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}
