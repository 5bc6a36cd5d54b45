import {
  decodeCommand,
  decodeQuery,
  DEFAULT_MAX_VALUE_BYTES,
  encodeResponse,
  MAX_VALUE_BYTES,
  type Operation,
} from '@lolraft/kvs-client';
import {
  type AppliedCommand,
  ClosedError,
  type CommandTerms,
  InvalidArgumentError,
  type RaftApp,
  RaftError,
  requireClusterVersion,
  type SnapshotSource,
  type StoredSnapshot,
  UnknownEntryError,
} from '@lolraft/raft-core';
import { decodeState } from './snapshot/decode-state.js';
import { encodeState } from './snapshot/encode-state.js';
import { sinceOf } from './state/commands-since.js';
import { findFault } from './state/check.js';
import { answer, execute } from './state/machine.js';
import { Store } from './state/store.js';

export interface KvsAppOptions {
  /** Largest value that this node lets into the log, in bytes; at most 32 MiB. What is in the log is always applied. */
  readonly maxValueBytes?: number;
}

/** The key-value store as the app of a Raft group. */
export class KvsApp implements RaftApp {
  readonly #maxValueBytes: number;
  #store = Store.empty();

  /** @throws {InvalidArgumentError} */
  constructor({ maxValueBytes = DEFAULT_MAX_VALUE_BYTES }: KvsAppOptions = {}) {
    if (!Number.isSafeInteger(maxValueBytes) || maxValueBytes < 1 || maxValueBytes > MAX_VALUE_BYTES) {
      throw new InvalidArgumentError(`maxValueBytes must be 1 to ${MAX_VALUE_BYTES}, not ${maxValueBytes}`);
    }
    this.#maxValueBytes = maxValueBytes;
  }

  /** The state as of the last batch; for tests and digests. */
  get store(): Store {
    return this.#store;
  }

  /** @throws {UnknownEntryError} on a command that this build cannot read: to skip it would make members differ. */
  apply(commands: readonly AppliedCommand[]): Uint8Array[] {
    return commands.map(({ index, payload }) => encodeResponse(execute(this.#store, readCommand(payload, index))));
  }

  /** @throws {ProtocolError | UnknownEntryError} on what is no query. All else is an answer. */
  query(request: Uint8Array): Uint8Array {
    return encodeResponse(answer(this.#store, decodeQuery(request)));
  }

  /** The present state, at a cost that does not grow with it; `apply` goes on beside the reading. */
  snapshot(): SnapshotSource {
    let view: Store | undefined = this.#store.clone();
    return {
      read: () => {
        if (view === undefined) throw new ClosedError('the view of the state');
        return encodeState(view);
      },
      release: () => {
        view = undefined;
      },
    };
  }

  /**
   * The new state is built beside the old one, in slices, and takes its place when it is whole.
   * @throws {CorruptionError | UnknownEntryError} on bytes that are no state of this build; the old state stays.
   */
  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    this.#store = snapshot === undefined ? Store.empty() : await decodeState(snapshot.read());
  }

  /** @throws {RaftError} on a command that could not be read, here or by a member with an older build, or would only be answered with a refusal. */
  validate(payload: Uint8Array, { clusterVersion }: CommandTerms): void {
    const command = decodeCommand(payload);
    requireClusterVersion(sinceOf(command), clusterVersion, `a command of kind ${command.type}`);
    const fault = findFault(command);
    if (fault !== undefined) throw new InvalidArgumentError(fault);
    const change = command.type === 'guarded' ? command.change : command;
    if (change.type === 'put' || change.type === 'txn') this.#checkValues(change);
  }

  #checkValues(operation: Operation): void {
    if (operation.type === 'txn') {
      for (const inner of [...operation.success, ...operation.failure]) this.#checkValues(inner);
    } else if (operation.type === 'put' && operation.value.length > this.#maxValueBytes) {
      const size = `a value of ${operation.value.length} bytes`;
      throw new RaftError('ENTRY_TOO_LARGE', `${size} is over the limit of ${this.#maxValueBytes} bytes`);
    }
  }
}

function readCommand(payload: Uint8Array, index: number): ReturnType<typeof decodeCommand> {
  try {
    return decodeCommand(payload);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnknownEntryError(`the command at index ${index} is not one of this build: ${why}`);
  }
}
