import { RaftError, SnapshotStoreError, StorageFullError } from '@lolraft/raft-core';

/** What is read of an error of the SDK, whatever its class: services add their own. */
interface ServiceFailure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientStorage']);
/** Passes by itself, though its status is below 500. Credentials that expire are renewed by whoever provides them. */
const PASSING = new Set([
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'OperationAborted',
  'ConditionalRequestConflict',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'BadDigest',
]);
/** Nobody was reached, and nobody will be until somebody does something. */
const LASTING = new Set(['CredentialsProviderError', 'TokenProviderError', 'TypeError', 'RangeError']);

export function statusOf(error: unknown): number | undefined {
  return describe(error).status;
}

/** Whether the server says that there is no such object. A bucket that is missing is another matter. */
export function isNotFound(error: unknown): boolean {
  const { name, status } = describe(error);
  return (
    name === 'NoSuchKey' ||
    name === 'NotFound' ||
    (status === 404 && name !== 'NoSuchBucket' && name !== 'NoSuchUpload')
  );
}

export function isNoSuchUpload(error: unknown): boolean {
  const { name, status } = describe(error);
  return name === 'NoSuchUpload' || (status === 404 && name !== 'NoSuchBucket');
}

/** The server does not know what it was asked for. */
export function isNotImplemented(error: unknown): boolean {
  const { name, status } = describe(error);
  return name === 'NotImplemented' || status === 501 || status === 405;
}

/**
 * What a failed request is to a caller: names the action, bucket, key and the server's request id, and never a header, so
 * no credentials. Errors of ours pass as they are.
 */
export function failure(error: unknown, action: string, place: string): Error {
  if (error instanceof RaftError) return error;
  const { name, message, status, requestId } = describe(error);
  const facts = [
    status === undefined ? [] : `status ${status}`,
    requestId === undefined ? [] : `request id ${requestId}`,
  ];
  const text = `${action} of ${place} failed: ${name}: ${message}${facts.flat().length === 0 ? '' : ` (${facts.flat().join(', ')})`}`;
  if (FULL.has(name) || status === 507) return new StorageFullError(text);
  // The SDK's own error has the request and its headers in it.
  const cause = Object.assign(new Error(message), { name });
  return new SnapshotStoreError(text, { retryable: isPassing(name, status), cause });
}

function isPassing(name: string, status: number | undefined): boolean {
  if (PASSING.has(name)) return true;
  if (status === undefined) return !LASTING.has(name);
  if (status === 501) return false;
  // An answer of 200 that cannot be read is a proxy's, or was cut.
  return status >= 500 || status === 429 || status === 408 || (status >= 200 && status < 300);
}

function describe(error: unknown): ServiceFailure {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), status: undefined, requestId: undefined };
  const metadata = '$metadata' in error && isRecord(error.$metadata) ? error.$metadata : {};
  const { httpStatusCode, requestId } = metadata;
  const code = 'code' in error && typeof error.code === 'string' && error.name === 'Error' ? error.code : error.name;
  return {
    name: code,
    message: error.message,
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
