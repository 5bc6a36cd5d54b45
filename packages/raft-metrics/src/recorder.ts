import type { Events, GroupId, HostEvents, RaftHost } from '@lolraft/raft-core';
import { SNAPSHOT_OPERATIONS } from './definition/label-values.js';
import { ALL_METRICS, METRICS } from './definition/metrics.js';
import type { CounterDefinition, HistogramDefinition } from './definition/metric.js';
import { presentGroups } from './present.js';
import type { Samples } from './sample.js';
import { Series, type Labels } from './series.js';

/** Takes the values of one series of a histogram. */
export interface Distribution {
  observe(value: number): void;
}

interface Tally {
  value: number;
}

/** Counts and measures what a host tells by its events, from the beginning on. */
export class Recorder<D extends Distribution> {
  readonly #counters = new Map<string, Series<CounterDefinition, Tally>>();
  readonly #histograms = new Map<string, Series<HistogramDefinition, D>>();
  /** Of each group the newest term that is known to have had a leader. */
  readonly #led = new Map<GroupId, number>();
  readonly #ends: (() => void)[] = [];

  constructor(host: RaftHost, distribution: (metric: HistogramDefinition, labels: Labels) => D) {
    for (const metric of ALL_METRICS) {
      if (metric.type === 'counter') this.#counters.set(metric.name, new Series(metric, () => ({ value: 0 })));
      if (metric.type === 'histogram')
        this.#histograms.set(metric.name, new Series(metric, (labels) => distribution(metric, labels)));
    }
    for (const group of presentGroups(host)) {
      const { leader, term } = group.status();
      if (leader !== undefined) this.#led.set(group.id, term);
    }
    this.#listenToGroups(host.events);
    this.#listenToCalls(host.events);
    this.#listenToDisk(host.events);
    this.#listenToPeers(host.events);
    this.#listenToSnapshots(host.events);
  }

  #on<K extends keyof HostEvents>(events: Events<HostEvents>, name: K, listener: (event: HostEvents[K]) => void): void {
    this.#ends.push(events.on(name, listener));
  }

  /** Counts on, by `more`. */
  #count(metric: CounterDefinition, values: readonly string[], more = 1): void {
    this.#tallies(metric).at(...values).value += more;
  }

  #tallies({ name }: CounterDefinition): Series<CounterDefinition, Tally> {
    return found(this.#counters, name);
  }

  #observe({ name }: HistogramDefinition, values: readonly string[], value: number): void {
    found(this.#histograms, name)
      .at(...values)
      .observe(value);
  }

  #observeAll({ name }: HistogramDefinition, values: readonly string[], milliseconds: readonly number[]): void {
    const series = found(this.#histograms, name).at(...values);
    for (const ms of milliseconds) series.observe(ms / 1000);
  }

  #listenToGroups(events: Events<HostEvents>): void {
    this.#on(events, 'state', ({ group, role, term, leader }) => {
      if (role === 'preCandidate') this.#count(METRICS.preElections, [group]);
      if (role === 'candidate') this.#count(METRICS.elections, [group]);
      if (leader === undefined || (this.#led.get(group) ?? -1) >= term) return;
      this.#led.set(group, term);
      this.#count(METRICS.leaderChanges, [group]);
    });
    this.#on(events, 'batchApplied', ({ group, entries, milliseconds }) => {
      this.#observe(METRICS.applyDuration, [group], milliseconds / 1000);
      this.#observe(METRICS.applyEntries, [group], entries);
    });
  }

  #listenToCalls(events: Events<HostEvents>): void {
    this.#on(events, 'writesProposed', ({ group, writes }) => {
      this.#count(METRICS.proposals, [group], writes);
    });
    this.#on(events, 'writesDone', ({ group, milliseconds }) => {
      this.#observeAll(METRICS.writeDuration, [group], milliseconds);
    });
    this.#on(events, 'writeFailed', ({ group, code, outcome }) => {
      this.#count(METRICS.writesFailed, [group, code, outcome]);
    });
    this.#on(events, 'readsDone', ({ group, level, milliseconds }) => {
      this.#observeAll(METRICS.readDuration, [group, level], milliseconds);
    });
    this.#on(events, 'readFailed', ({ group, level, code }) => {
      this.#count(METRICS.readsFailed, [group, level, code]);
    });
  }

  #listenToDisk(events: Events<HostEvents>): void {
    this.#on(events, 'diskWritten', ({ milliseconds, entries, bytes }) => {
      this.#observe(METRICS.diskWriteDuration, [], milliseconds / 1000);
      this.#observe(METRICS.diskWriteEntries, [], entries);
      this.#observe(METRICS.diskWriteBytes, [], bytes);
    });
    this.#on(events, 'diskSlow', () => {
      this.#count(METRICS.slowDiskWrites, []);
    });
  }

  #listenToPeers(events: Events<HostEvents>): void {
    this.#on(events, 'peerDown', ({ peer }) => {
      this.#count(METRICS.disconnects, [peer]);
    });
    this.#on(events, 'messagesDropped', ({ peer, messages }) => {
      this.#count(METRICS.dropped, [peer], messages);
    });
    this.#on(events, 'peerFault', ({ group, peer }) => {
      this.#count(METRICS.peerFaults, [group, peer]);
    });
    this.#on(events, 'connectionRefused', () => {
      this.#count(METRICS.connectionsRefused, []);
    });
  }

  #listenToSnapshots(events: Events<HostEvents>): void {
    this.#on(events, 'snapshotTaken', ({ group, milliseconds }) => {
      this.#observe(METRICS.takeDuration, [group], milliseconds / 1000);
    });
    this.#on(events, 'snapshotInstalled', ({ group, milliseconds }) => {
      this.#observe(METRICS.installDuration, [group], milliseconds / 1000);
    });
    this.#on(events, 'snapshotFailed', ({ group, what }) => {
      this.#count(METRICS.snapshotsFailed, [group, what]);
    });
    this.#on(events, 'snapshotServed', ({ group, peer, bytes }) => {
      this.#count(METRICS.snapshotBytesServed, [group, peer], bytes);
    });
  }

  /**
   * Leaves the series of these groups and peers, and begins those that are known beforehand at 0, so that their first event is
   * seen as a rise.
   */
  tidy(groups: ReadonlySet<string>, peers: ReadonlySet<string>): void {
    const isThere = ({ group, peer }: Labels): boolean =>
      (group === undefined || groups.has(group)) && (peer === undefined || peers.has(peer));
    for (const series of [...this.#counters.values(), ...this.#histograms.values()]) series.keep(isThere);
    for (const group of this.#led.keys()) if (!groups.has(group)) this.#led.delete(group);
    for (const metric of [METRICS.slowDiskWrites, METRICS.connectionsRefused]) this.#tallies(metric).at();
    for (const group of groups) {
      for (const metric of [METRICS.leaderChanges, METRICS.preElections, METRICS.elections, METRICS.proposals])
        this.#tallies(metric).at(group);
      for (const what of SNAPSHOT_OPERATIONS) this.#tallies(METRICS.snapshotsFailed).at(group, what);
    }
    for (const peer of peers)
      for (const metric of [METRICS.disconnects, METRICS.dropped]) this.#tallies(metric).at(peer);
  }

  forget(): void {
    for (const series of [...this.#counters.values(), ...this.#histograms.values()]) series.clear();
  }

  /** Adds what has been counted. */
  addTo(samples: Samples): void {
    for (const series of this.#counters.values())
      for (const { labels, state } of series) samples.push(series.metric, { labels, value: state.value });
  }

  /** What has been measured. */
  distributions({ name }: HistogramDefinition): Iterable<{ readonly labels: Labels; readonly state: D }> {
    return found(this.#histograms, name);
  }

  /** Begins a metric anew. */
  reset(name: string): void {
    this.#counters.get(name)?.clear();
    this.#histograms.get(name)?.clear();
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

function found<T>(all: ReadonlyMap<string, T>, name: string): T {
  const one = all.get(name);
  if (one === undefined) throw new TypeError(`there is no metric ${name}`);
  return one;
}
