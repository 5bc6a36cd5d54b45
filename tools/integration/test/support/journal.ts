import type { AppliedCommand, RaftApp } from '@lolraft/raft-core';
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

  install(): void {
    this.entries = [];
    this.#digest = 0;
  }

  get digest(): number {
    return this.#digest;
  }
}

/** How a journal names a command. */
export function describe(payload: Uint8Array): string {
  return payload.length <= 64 ? text(payload) : `${payload.length} bytes, ${crc32c(payload).toString(16)}`;
}
