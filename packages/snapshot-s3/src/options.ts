import type { S3Client, S3ClientConfig, ServerSideEncryption, StorageClass } from '@aws-sdk/client-s3';
import { InvalidArgumentError } from '@lolraft/raft-core';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** What S3 allows a part to have, but for the last. */
const MIN_PART = 5 * MIB;
const MAX_PART = 5 * GIB;

export interface S3SnapshotsOptions {
  readonly bucket: string;
  /** Keys begin with it and a slash, so that other things can be in the bucket too. Nothing by default. */
  readonly prefix?: string;
  /** A client of the SDK, which stays the caller's to destroy, or what one is to be made from (region, endpoint, credentials, ...). */
  readonly client: S3Client | S3ClientConfig;
  /** True where other nodes cannot read this bucket: then they get snapshots through the leader. */
  readonly private?: boolean;
  /**
   * Names the bucket and prefix for all nodes that reach them. By default it is made of the endpoint (or region), bucket and
   * prefix; give it where nodes reach one bucket by different endpoints, or hand over ready clients of different buckets.
   */
  readonly realm?: string;
  readonly storageClass?: StorageClass;
  /** How objects are encrypted on the server. As the bucket says by default. */
  readonly encryption?: { readonly type: ServerSideEncryption; readonly keyId?: string };
  /** Sends the MD5 of what is uploaded, for the server to verify. True by default; Node in FIPS mode has no MD5. */
  readonly contentMd5?: boolean;
  /**
   * Bytes of a part of an upload, 5 MiB at least and by default; a writer holds `parallelParts` and one of them. A resource has 10,000
   * parts at most, so larger ones than 48 GiB need larger parts.
   */
  readonly partBytes?: number;
  /** Parts of one resource that are uploaded at once; 3 by default. One more part is held in memory. */
  readonly parallelParts?: number;
  /** Larger resources are copied in parts of this size; 256 MiB by default, 5 GiB at most. */
  readonly copyPartBytes?: number;
  /** Milliseconds for one request, with the SDK's retries; 60,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds without a byte after which a download is taken for cut; 20,000 by default. */
  readonly idleTimeoutMs?: number;
  /** How often a download that was cut is gone on with, without a byte in between; 5 by default. */
  readonly maxResumes?: number;
}

/** The options with everything decided. */
export interface Settings {
  readonly bucket: string;
  /** Ends with a slash, or is empty. */
  readonly prefix: string;
  readonly storageClass: StorageClass | undefined;
  readonly encryption: S3SnapshotsOptions['encryption'];
  readonly contentMd5: boolean;
  readonly partBytes: number;
  readonly parallelParts: number;
  readonly copyPartBytes: number;
  readonly timeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxResumes: number;
}

/** @throws {InvalidArgumentError} that names the option. */
export function settingsOf(options: S3SnapshotsOptions): Settings {
  const { bucket } = options;
  if (typeof bucket !== 'string' || !/^[A-Za-z0-9._:-]{1,255}$/.test(bucket) || bucket.includes('..')) {
    throw new InvalidArgumentError(`bucket ${JSON.stringify(bucket)} is no name of a bucket`);
  }
  const prefix = (options.prefix ?? '').replace(/\/+$/, '');
  // A key has 1,024 bytes at most, and ours about 300 behind the prefix.
  if (prefix.startsWith('/') || prefix.includes('//') || Buffer.byteLength(prefix) > 512) {
    throw new InvalidArgumentError(`prefix ${JSON.stringify(prefix)} is not valid: no empty parts, at most 512 bytes`);
  }
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    storageClass: options.storageClass,
    encryption: options.encryption,
    contentMd5: options.contentMd5 ?? true,
    partBytes: within('partBytes', options.partBytes ?? MIN_PART, MIN_PART, MAX_PART),
    parallelParts: within('parallelParts', options.parallelParts ?? 3, 1, 100),
    copyPartBytes: within('copyPartBytes', options.copyPartBytes ?? 256 * MIB, MIN_PART, MAX_PART),
    timeoutMs: within('timeoutMs', options.timeoutMs ?? 60_000, 1, 0x7fff_ffff),
    idleTimeoutMs: within('idleTimeoutMs', options.idleTimeoutMs ?? 20_000, 1, 0x7fff_ffff),
    maxResumes: within('maxResumes', options.maxResumes ?? 5, 0, 1000),
  };
}

/** What the nodes of a cluster must agree on to read each other's objects. */
export function realmOf(options: S3SnapshotsOptions, { bucket, prefix }: Settings): string | undefined {
  if (options.private === true) return undefined;
  if (options.realm === '') throw new InvalidArgumentError('the realm is empty');
  return options.realm ?? `s3:${serverOf(options.client)}/${bucket}/${prefix}`;
}

/** A ready client tells its endpoint to nobody who cannot wait. */
function serverOf(client: S3Client | S3ClientConfig): string {
  if (isClient(client)) return '';
  const { endpoint, region } = client;
  if (typeof endpoint === 'string') return endpoint.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  return typeof region === 'string' ? region : '';
}

export function isClient(client: S3Client | S3ClientConfig): client is S3Client {
  return 'send' in client;
}

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`${name} ${value} is not a whole number from ${least} to ${most}`);
}
