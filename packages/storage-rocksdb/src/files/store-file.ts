import { readFile, stat } from 'node:fs/promises';
import {
  clusterId,
  type CorruptionError,
  crc32c,
  nodeId,
  StorageFormatError,
  storeId,
  type StoreId,
  type StoreIdentity,
} from '@lolraft/raft-core';
import { damage } from '../damage.js';
import { replaceFile } from './durable.js';

/** The format of the whole directory that this build writes and reads. */
export const STORE_FORMAT = 1;
const MAX_BYTES = 4096;

/** What the store file says: two lines of text, a JSON object and the CRC-32C of the first line in hexadecimal. */
export interface StoreFile {
  readonly store: StoreId;
  readonly identity: StoreIdentity | undefined;
}

export async function writeStoreFile(file: string, { store, identity }: StoreFile): Promise<void> {
  const line = JSON.stringify({ lol: 'storage-rocksdb', format: STORE_FORMAT, store, ...identity });
  await replaceFile(file, Buffer.from(`${line}\n${checksumOf(line)}\n`));
}

/**
 * @throws {CorruptionError} where the file is damaged.
 * @throws {StorageFormatError} where a newer build formatted the directory.
 */
export async function readStoreFile(file: string): Promise<StoreFile> {
  const { size } = await stat(file);
  if (size > MAX_BYTES) throw damaged(file);
  const [line = '', checksum, end, ...rest] = (await readFile(file, 'latin1')).split('\n');
  if (checksum !== checksumOf(line) || end !== '' || rest.length > 0) throw damaged(file);
  const fields = JSON.parse(line) as Record<string, unknown>;
  if (fields['format'] !== STORE_FORMAT) {
    throw new StorageFormatError(
      `${file} says format ${String(fields['format'])}; this build knows format ${STORE_FORMAT}. Run the build that wrote it, or a newer one.`,
    );
  }
  const { store, cluster, node } = fields;
  return {
    store: storeId(store as string),
    identity:
      cluster === undefined ? undefined : { cluster: clusterId(cluster as string), node: nodeId(node as string) },
  };
}

function checksumOf(line: string): string {
  return crc32c(Buffer.from(line, 'latin1')).toString(16).padStart(8, '0');
}

function damaged(file: string): CorruptionError {
  return damage(`${file}, which names the store and its owner, is damaged`);
}
