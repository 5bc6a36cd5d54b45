import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';

/** Where a command says what it has to say; a process's own, or that of a test. */
export interface Terminal {
  /** A line of the result, to standard output. */
  print(line: string): void;
  /** Waits while whoever reads the result is slower. */
  drained(): Promise<void>;
  /** A line beside the result, to standard error. */
  note(line: string): void;
  /** Whether somebody watches. */
  readonly isWatched: boolean;
  /** Shows this in place of what it showed before, where somebody watches; undefined takes it away. */
  progress(line: string | undefined): void;
  /** Whether there is somebody who can be asked. */
  readonly canAsk: boolean;
  /** What is answered, without the end of the line. */
  ask(question: string): Promise<string>;
}

const START_OF_LINE = '\r\x1b[K';

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export const processTerminal: Terminal = {
  print,
  async drained() {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  note(line) {
    process.stderr.write(`${line}\n`);
  },
  get isWatched() {
    return process.stderr.isTTY;
  },
  progress(line) {
    if (process.stderr.isTTY) process.stderr.write(`${START_OF_LINE}${line ?? ''}`);
  },
  get canAsk() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },
  async ask(question) {
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await reader.question(question);
    } finally {
      reader.close();
    }
  },
};

/** Where whoever reads the output has left, as `head` does, there is nothing more to say. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
