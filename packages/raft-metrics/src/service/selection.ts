import { GroupNotFoundError, groupId, InvalidArgumentError, type RaftHost } from '@lolraft/raft-core';
import type { MetricDescription, MetricFamily } from '../family.js';
import type { Labels } from '../series.js';
import { MAX_GROUPS, MAX_PREFIX, MAX_PREFIXES, MAX_SERIES } from '../protocol/limits.js';
import type { proto } from '../protocol/generated.js';

const PRINTABLE = /^[\x20-\x7e]+$/;

/** What one reader asks for. */
export class Selection {
  readonly #prefixes: readonly string[];
  readonly #groups: ReadonlySet<string>;

  /**
   * @throws {InvalidArgumentError} on a filter that nobody can mean.
   * @throws {GroupNotFoundError} where the host runs no such group.
   */
  constructor({ groups: running }: Pick<RaftHost, 'groups'>, filter: proto.Filter.$Properties | null | undefined) {
    const { prefixes, groups } = filter ?? {};
    this.#prefixes = checkedPrefixes(prefixes ?? []);
    this.#groups = new Set(checkedGroups(groups ?? []));
    for (const group of this.#groups) if (!running.has(groupId(group))) throw new GroupNotFoundError(group);
  }

  hasMetric({ name }: MetricDescription): boolean {
    return this.#prefixes.length === 0 || this.#prefixes.some((prefix) => name.startsWith(prefix));
  }

  #hasSeries({ group }: Labels): boolean {
    return this.#groups.size === 0 || group === undefined || this.#groups.has(group);
  }

  /**
   * What is left of these, without metrics that have no series.
   * @throws {InvalidArgumentError} where that is more than fits a sample.
   */
  of(families: readonly MetricFamily[]): MetricFamily[] {
    const chosen: MetricFamily[] = [];
    let count = 0;
    for (const family of families) {
      if (!this.hasMetric(family.metric)) continue;
      const isChosen = ({ labels }: { readonly labels: Labels }): boolean => this.#hasSeries(labels);
      const left: MetricFamily =
        family.type === 'histogram'
          ? { ...family, series: family.series.filter(isChosen) }
          : { ...family, series: family.series.filter(isChosen) };
      count += left.series.length;
      if (left.series.length > 0) chosen.push(left);
    }
    if (count > MAX_SERIES)
      throw new InvalidArgumentError(
        `that is ${count} series, more than the ${MAX_SERIES} of a sample: name groups, or prefixes of metrics`,
      );
    return chosen;
  }
}

function checkedPrefixes(prefixes: readonly string[]): readonly string[] {
  if (prefixes.length > MAX_PREFIXES) throw new InvalidArgumentError(`a filter has at most ${MAX_PREFIXES} prefixes`);
  for (const prefix of prefixes)
    if (prefix.length > MAX_PREFIX || !PRINTABLE.test(prefix))
      throw new InvalidArgumentError(`a prefix has 1 to ${MAX_PREFIX} characters of printable ASCII`);
  return prefixes;
}

function checkedGroups(groups: readonly string[]): readonly string[] {
  if (groups.length > MAX_GROUPS) throw new InvalidArgumentError(`a filter has at most ${MAX_GROUPS} groups`);
  return groups.map(groupId);
}
