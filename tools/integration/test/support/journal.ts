import type { AppliedCommand, RaftApp, SnapshotSource, StoredSnapshot } from '@lolraft/raft-core';
import { crc32c } from '@lolraft/raft-core';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const bytes = (text: string): Uint8Array => encoder.encode(text);
export const text = (data: Uint8Array): string => decoder.decode(data);

/**
 * A state machine that remembers every command, so that a test can compare replicas entry by entry. Long commands are
 * kept as length and checksum. Answers the number of commands so far; a query answers them all, as JSON.
 */
export class Journal implements RaftApp {
  entries: string[] = [];
  /** Applying this command throws. */
  poison: string | undefined;
  #digest = 0;

  apply(commands: readonly AppliedCommand[]): Uint8Array[] {
    return commands.map(({ payload }) => {
      const entry = describe(payload);
      if (entry === this.poison) throw new Error(`cannot digest ${entry}`);
      this.entries.push(entry);
      this.#digest = crc32c(bytes(entry), 0, undefined, this.#digest);
      return bytes(String(this.entries.length));
    });
  }

  query(): Uint8Array {
    return bytes(JSON.stringify(this.entries));
  }

  /** All or nothing: a state that cannot be read to its end leaves the old one in place. */
  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    this.#take(snapshot === undefined ? [] : await entriesOf(snapshot));
  }

  #take(entries: string[]): void {
    this.entries = entries;
    this.#digest = entries.reduce((digest, entry) => crc32c(bytes(entry), 0, undefined, digest), 0);
  }

  snapshot(): SnapshotSource {
    // Entries are only ever added, so a prefix of the list is a view that stays.
    const { entries } = this;
    const count = entries.length;
    return { read: () => pieces(entries, count) };
  }

  fold(old: StoredSnapshot | undefined, commands: AsyncIterable<readonly AppliedCommand[]>): SnapshotSource {
    return {
      read: async function* () {
        const entries = old === undefined ? [] : await entriesOf(old);
        for await (const batch of commands) entries.push(...batch.map(({ payload }) => describe(payload)));
        yield* pieces(entries, entries.length);
      },
    };
  }

  get digest(): number {
    return this.#digest;
  }
}

/** How a journal names a command. */
export function describe(payload: Uint8Array): string {
  return payload.length <= 64 ? text(payload) : `${payload.length} bytes, ${crc32c(payload).toString(16)}`;
}

function* pieces(entries: readonly string[], count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield bytes(`${JSON.stringify(entries[i])}\n`);
}

async function entriesOf(snapshot: StoredSnapshot): Promise<string[]> {
  const decode = new TextDecoder();
  let rest = '';
  for await (const piece of snapshot.read()) rest += decode.decode(piece, { stream: true });
  return rest
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string);
}
