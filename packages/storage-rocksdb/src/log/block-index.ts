import { invariant } from '@lolraft/raft-core';

/** One stored block of entries. The first index follows from the block before it. */
export interface Block {
  readonly last: number;
  /** Term of the last entry. */
  readonly lastTerm: number;
  readonly bytes: number;
  readonly epoch: number;
}

const FIELDS = 4;

/**
 * Where the entries of a group lie: its blocks in order, without gaps. Kept flat, at 32 bytes a block, since a log of single
 * appends has one block for each entry. Positions count from the oldest block that is held.
 */
export class BlockIndex {
  #cells = new Float64Array(16 * FIELDS);
  /** In blocks. */
  #start = 0;
  #end = 0;
  /** The index before the first entry of the first block. */
  #base: number;

  constructor(base: number) {
    this.#base = base;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  last(position: number): number {
    return this.#cell(position, 0);
  }

  lastTerm(position: number): number {
    return this.#cell(position, 1);
  }

  bytes(position: number): number {
    return this.#cell(position, 2);
  }

  epoch(position: number): number {
    return this.#cell(position, 3);
  }

  /** The index of the first entry of a block. */
  first(position: number): number {
    return (position === 0 ? this.#base : this.last(position - 1)) + 1;
  }

  /** The position of the block that holds `index`, or of the next block where none does; `length` behind all. */
  find(index: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.last(middle) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  push(block: Block): void {
    if (this.#end * FIELDS === this.#cells.length) this.#makeRoom();
    this.#cells.set([block.last, block.lastTerm, block.bytes, block.epoch], this.#end * FIELDS);
    this.#end++;
  }

  /** Forgets the blocks from a position on. */
  dropFrom(position: number): void {
    this.#end = Math.min(this.#end, this.#start + position);
  }

  /** Forgets the blocks before a position. */
  dropBefore(position: number): void {
    if (position === 0) return;
    this.#base = this.last(position - 1);
    this.#start += position;
  }

  /** Forgets every block; the next one begins right behind `base`. */
  reset(base: number): void {
    this.#base = base;
    this.#start = this.#end;
  }

  #cell(position: number, field: number): number {
    invariant(position >= 0 && position < this.length, () => `block ${position} of ${this.length}`);
    return this.#cells[(this.#start + position) * FIELDS + field] as number;
  }

  /** Moves the blocks to the front where half the room is free, into twice the room otherwise. */
  #makeRoom(): void {
    const held = this.#cells.subarray(this.#start * FIELDS, this.#end * FIELDS);
    if (held.length * 2 <= this.#cells.length) {
      this.#cells.copyWithin(0, this.#start * FIELDS, this.#end * FIELDS);
    } else {
      const larger = new Float64Array(this.#cells.length * 2);
      larger.set(held);
      this.#cells = larger;
    }
    this.#end -= this.#start;
    this.#start = 0;
  }
}
