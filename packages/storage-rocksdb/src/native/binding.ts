/**
 * The part of the `rocksdb` package that the driver uses, common to the package and to its fork. Nothing else of it may be
 * called: `getMany` gives undefined values without an error, and `clear` is neither atomic nor synced.
 */

export type Callback = (error?: Error | null) => void;

export interface OpenOptions {
  createIfMissing: boolean;
  compression: boolean;
  /** Bytes of each kind: the memtable, the block cache, a data block. */
  writeBufferSize: number;
  cacheSize: number;
  blockSize: number;
  maxOpenFiles: number;
}

export type Operation = { type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer };

export interface IteratorOptions {
  gte: Buffer;
  lt: Buffer;
  /** Bytes that one turn of the thread pool reads ahead. */
  highWaterMark: number;
  fillCache: boolean;
}

export interface Iterator {
  next(callback: (error?: Error | null, key?: Buffer, value?: Buffer) => void): void;
  end(callback: Callback): void;
}

export interface Handle {
  open(options: OpenOptions, callback: Callback): void;
  close(callback: Callback): void;
  get(key: Buffer, options: { fillCache: boolean }, callback: (error?: Error | null, value?: Buffer) => void): void;
  batch(operations: Operation[], options: { sync: boolean }, callback: Callback): void;
  iterator(options: IteratorOptions): Iterator;
  compactRange(from: Buffer, to: Buffer, callback: Callback): void;
}

/** What the package exports. */
export type Binding = (path: string) => Handle;
