/** What happened, as numbers in the hash and as words in the story. */
export const Happening = {
  Send: 1,
  Deliver: 2,
  Drop: 3,
  PeerUp: 4,
  PeerDown: 5,
  Timer: 6,
  DiskBegin: 7,
  DiskApplied: 8,
  DiskDone: 9,
  DiskRead: 10,
  State: 11,
  Commit: 12,
  Apply: 13,
  Call: 14,
  Return: 15,
  Start: 16,
  Crash: 17,
  Fault: 18,
  Stopped: 19,
  Snapshot: 20,
} as const;
export type Happening = (typeof Happening)[keyof typeof Happening];

/**
 * The run as a hash over everything that happened, always; and as one readable line per event, where somebody listens. Two
 * runs with the same hash went the same way.
 */
export class Trace {
  readonly #listener: ((line: string) => void) | undefined;
  readonly #float = new Float64Array(1);
  readonly #words = new Int32Array(this.#float.buffer);
  #a = 0x243f6a88;
  #b = 0x13198a2e;
  #events = 0;

  constructor(listener?: (line: string) => void) {
    this.#listener = listener;
  }

  /** Whether lines are wanted; making one costs more than the event that it tells of. */
  get told(): boolean {
    return this.#listener !== undefined;
  }

  get events(): number {
    return this.#events;
  }

  add(at: number, what: Happening, node: number, x: number, y = 0, z = 0): void {
    this.#events++;
    this.#float[0] = at;
    this.#mix((this.#words[0] as number) ^ Math.imul(what, 0x1000193));
    this.#mix((this.#words[1] as number) ^ (node << 8));
    this.#mix(x | 0);
    this.#mix((y | 0) ^ Math.imul(z | 0, 0x85ebca6b));
  }

  #mix(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0xcc9e2d51);
    this.#a = (this.#a << 15) | (this.#a >>> 17);
    this.#b = (Math.imul(this.#b ^ this.#a, 0x1b873593) + 0x52dce729) | 0;
  }

  tell(at: number, who: string, line: string): void {
    this.#listener?.(`${at.toFixed(3).padStart(11)} ${who.padEnd(4)} ${line}`);
  }

  /** 64 bits as 16 hexadecimal digits. */
  get hash(): string {
    const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }
}
