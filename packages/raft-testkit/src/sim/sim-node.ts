import {
  BUILD_VERSIONS,
  type CompactionOptions,
  type ConsensusOptions,
  type GroupId,
  type FoundingSettings,
  type HostLimits,
  nodeId,
  type NodeId,
  RaftError,
  type MountedService,
  RaftHost,
  StorageFullError,
  type RaftApp,
  type RaftGroup,
  type VersionRange,
} from '@lolraft/raft-core';
import { GroupWatch, type ImageOf } from './checks/group-watch.js';
import type { Ledger } from './checks/ledger.js';
import type { SimCalls } from './calls.js';
import type { Kernel } from './kernel.js';
import { SimProcess, type ProcessSettings } from './process.js';
import { SimApp, type AppWatcher } from './sim-app.js';
import { SimClock, type ClockSettings } from './sim-clock.js';
import { ServingTransport } from './serving-transport.js';
import type { SimDisk } from './sim-disk.js';
import type { SimNetwork } from './sim-network.js';
import type { SimSnapshotPlace } from './sim-snapshots.js';
import { SimStorage } from './sim-storage.js';
import { Happening } from './trace.js';

export interface NodeSettings {
  readonly consensus: ConsensusOptions;
  readonly groups: Partial<FoundingSettings>;
  readonly leaseChecks: boolean;
  readonly limits: HostLimits;
  readonly process: ProcessSettings;
  readonly clock: ClockSettings;
  /** Milliseconds that the app takes for a batch; 0: it answers at once. */
  readonly applyMax: number;
  /** Undefined: no group takes snapshots. */
  readonly compaction: Partial<CompactionOptions> | undefined;
  /** Bytes that each snapshot is larger than its state. */
  readonly snapshotPadding: number;
  /** Where given, makes the app of each life of a node, in place of the registers. */
  readonly app: ((node: SimNode, group: number) => RaftApp) | undefined;
  /** Where given, the services that each life of a node offers its clients. */
  readonly services: ((node: SimNode, host: RaftHost) => readonly MountedService[]) | undefined;
}

/** What a node shares with the rest of the cluster. */
export interface NodeSurroundings {
  readonly kernel: Kernel;
  readonly network: SimNetwork;
  readonly calls: SimCalls;
  readonly ledgers: readonly Ledger[];
  /** Those that found the cluster. */
  readonly members: readonly { readonly id: NodeId; readonly address: string }[];
  readonly imageOf: (group: GroupId) => ImageOf;
  readonly onRole: (node: SimNode, group: number, role: string, term: number) => void;
  readonly onConfiguration: (node: SimNode) => void;
}

/** One life of a node: from the start of its process to its end. */
interface Life {
  readonly process: SimProcess;
  readonly clock: SimClock;
  readonly transport: ServingTransport;
  readonly apps: readonly RaftApp[];
  host: RaftHost | undefined;
  watches: GroupWatch[];
  /** A fault was injected that may stop a group. */
  excused: boolean;
}

/** A build that does not know the version of the cluster takes no part in it, and nothing else is wrong with it (rule 20). */
function isTooOld(error: unknown, { max }: VersionRange): boolean {
  return max === BUILD_VERSIONS.max && error instanceof RaftError && error.code === 'UNKNOWN_ENTRY';
}

/** A node of the simulated cluster: a disk that lasts, and processes that come and go. */
export class SimNode {
  readonly index: number;
  readonly id: NodeId;
  readonly begins: 'founds' | 'joins';
  readonly disk: SimDisk;
  readonly snapshots: SimSnapshotPlace;
  settings: NodeSettings;
  /** The cluster versions that its build knows, from its next start on. */
  build: VersionRange = BUILD_VERSIONS;
  readonly #around: NodeSurroundings;
  #life: Life | undefined;
  #lives = 0;

  constructor(
    index: number,
    begins: 'founds' | 'joins',
    disk: SimDisk,
    snapshots: SimSnapshotPlace,
    settings: NodeSettings,
    around: NodeSurroundings,
  ) {
    this.index = index;
    this.id = nodeId(`n${index + 1}`);
    this.begins = begins;
    this.disk = disk;
    this.snapshots = snapshots;
    this.settings = settings;
    this.#around = around;
  }

  /** Whether it takes part, and none of its groups has stopped but for those that it was removed from. */
  get healthy(): boolean {
    return (
      this.#life?.host !== undefined &&
      this.#life.watches.every(({ group: { failure } }) => failure === undefined || failure.code === 'REMOVED')
    );
  }

  /** Undefined until the host has started. */
  group(index: number): RaftGroup | undefined {
    return this.#life?.watches[index]?.group;
  }

  /** Undefined where the app is one of the caller's. */
  app(index: number): SimApp | undefined {
    const app = this.#life?.apps[index];
    return app instanceof SimApp ? app : undefined;
  }

  get process(): SimProcess | undefined {
    return this.#life?.process;
  }

  get clock(): SimClock | undefined {
    return this.#life?.clock;
  }

  /** What clients reach it by. */
  get serving(): ServingTransport | undefined {
    return this.#life?.transport;
  }

  get host(): RaftHost | undefined {
    return this.#life?.host;
  }

  // ---- life and death ----

  /** Starts a process on the disk. */
  start(): void {
    if (this.#life !== undefined) return;
    const { kernel, network, ledgers, members } = this.#around;
    const { settings, id } = this;
    this.#lives++;
    this.#note(Happening.Start, `starts, life ${this.#lives}`);
    const process = new SimProcess(kernel, settings.process);
    const clock = new SimClock(
      {
        trueTime: () => kernel.now,
        queue: kernel.queue,
        onTimer: (run) => process.timer(run),
        onDefer: (run) => process.defer(run),
      },
      kernel.random.fork(),
      settings.clock,
    );
    const address = `sim:${id}`;
    const transport = new ServingTransport(network, process, this.index, address);
    const apps = ledgers.map((_, group) => settings.app?.(this, group) ?? this.#makeApp(group, process));
    const life: Life = {
      process,
      clock,
      transport,
      apps,
      host: undefined,
      watches: [],
      excused: false,
    };
    this.#life = life;
    kernel.stir();
    const { build } = this;
    RaftHost.start(
      {
        id,
        cluster: { name: 'sim', token: '' },
        initial: this.begins === 'founds' ? 'new' : 'existing',
        members,
        groups: Object.fromEntries(ledgers.map(({ group }, i) => [group, { app: apps[i] as RaftApp }])),
        transport,
        storage: new SimStorage(kernel, this.disk, process),
        clock,
        consensus: settings.consensus,
        settings: settings.groups,
        limits: settings.limits,
        services: (host) => settings.services?.(this, host) ?? [],
        ...(settings.compaction === undefined
          ? undefined
          : { snapshots: this.snapshots.open(process), compaction: settings.compaction }),
      },
      build,
    ).then(
      (host) => {
        if (!process.alive) return;
        this.#started(life, host, build);
      },
      (error: unknown) => {
        if (!process.alive) return;
        // The process exits with the error. That its disk was full may be told when there is room again.
        const excused = isTooOld(error, build) || error instanceof StorageFullError;
        if (!excused) this.#ended(life, `does not start: ${String(error)}`);
        life.process.kill();
        this.disk.powerLoss();
        this.snapshots.powerLoss();
        this.#life = undefined;
      },
    );
  }

  #started(life: Life, host: RaftHost, build: VersionRange): void {
    const { kernel, ledgers, imageOf, onRole, onConfiguration } = this.#around;
    life.host = host;
    life.watches = ledgers.map((ledger, index) => {
      const group = host.group(ledger.group);
      const watch = new GroupWatch(kernel, ledger, this, group, imageOf(group.id), this.settings.limits.maxEntryBytes);
      watch.checkRecovered();
      if (this.settings.leaseChecks)
        watch.leaseNow = () => (life.process.alive && life.host !== undefined ? life.clock.now() : Infinity);
      watch.onRole = (role, term) => {
        onRole(this, index, role, term);
      };
      watch.onConfiguration = () => {
        onConfiguration(this);
      };
      return watch;
    });
    life.process.inspect = () => {
      for (const watch of life.watches) watch.look();
      for (const watch of life.watches) watch.checkRemoved();
    };
    this.#tellSnapshots(host);
    host.events.on('stopped', ({ group, error }) => {
      // Whether it was removed indeed is for the watch to say, once it has seen this step.
      if (error.code === 'REMOVED') this.#note(Happening.Stopped, `was removed from ${group}`);
      else if (isTooOld(error, build)) this.#note(Happening.Stopped, `is too old for ${group}`);
      else this.#ended(life, `stops ${group}: ${error.message}`);
    });
    kernel.touch(life.process);
  }

  /** The story of snapshots; what fails here, fails by an injected fault, and is tried again. */
  #tellSnapshots({ events }: RaftHost): void {
    const { kernel } = this.#around;
    const note = (index: number, line: string): void => {
      kernel.trace.add(kernel.now, Happening.Snapshot, this.index, index);
      kernel.trace.tell(kernel.now, this.id, `## ${line}`);
    };
    events.on('snapshotTaken', ({ group, index }) => {
      note(index, `${group} has a snapshot at ${index}`);
    });
    events.on('snapshotInstalled', ({ group, index }) => {
      note(index, `${group} has the state of the snapshot at ${index}`);
    });
    events.on('snapshotFailed', ({ group, what, error }) => {
      note(0, `${group} cannot ${what} a snapshot: ${String(error)}`);
    });
  }

  /** Something that may only happen where a fault was injected. */
  #ended(life: Life, what: string): void {
    this.#note(Happening.Stopped, what);
    if (!life.excused && !this.disk.poisoned && !this.disk.full)
      this.#around.kernel.violate('group stopped', `${this.id} ${what}`);
  }

  /** Before anything is judged that follows from what one of its groups has committed in the same step. */
  lookAtCommit(group: number): void {
    this.#life?.watches[group]?.lookAtCommit();
  }

  #makeApp(group: number, process: SimProcess): SimApp {
    const { kernel, ledgers, calls } = this.#around;
    const ledger = ledgers[group] as Ledger;
    const { applyMax, snapshotPadding } = this.settings;
    const watcher: AppWatcher = {
      onApply: ({ index }, command, response, digest) => {
        if (command.group !== group)
          ledger.violate('groups apart', `${this.id} applies a command of group ${command.group}`);
        this.lookAtCommit(group);
        ledger.applies(this.id, index, command, response, digest);
        calls.refusedIsApplied(ledger, command.id);
        calls.promisedIsApplied(ledger, index);
        kernel.trace.add(kernel.now, Happening.Apply, this.index, group, index, digest);
      },
      onInstall: (index, state) => {
        ledger.installs(this.id, index, state);
        kernel.trace.add(kernel.now, Happening.Apply, this.index, group, index, state.digest);
      },
      onBroken: (what) => {
        ledger.violate('app', `${this.id}: ${what}`);
      },
      later:
        applyMax === 0
          ? undefined
          : (run) => {
              kernel.quietly(kernel.random.between(0, applyMax), () => {
                process.input(run);
              });
            },
    };
    return new SimApp(watcher, snapshotPadding);
  }

  /** The process ends between two events, without a word: its disk keeps what is synced. */
  crash(): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    this.#note(Happening.Crash, 'crashes');
    this.#around.kernel.stir();
    life.process.kill();
    life.clock.freeze();
    life.transport.detach();
    this.disk.powerLoss();
    this.snapshots.powerLoss();
    this.#around.calls.abandon(life.process);
  }

  /** Faults were injected that may stop groups of this life. */
  excuse(): void {
    if (this.#life !== undefined) this.#life.excused = true;
  }

  #note(what: Happening, line: string): void {
    const { trace, now } = this.#around.kernel;
    trace.add(now, what, this.index, this.#lives);
    trace.tell(now, this.id, `** ${line}`);
  }
}
