/** Where the service's .proto is, in the form that readers of .proto files want: `file` relative to `folder`. */
export const LOCK_PROTO = {
  file: 'lol/lock/v1/lock.proto',
  folder: new URL('../../../proto/', import.meta.url),
};
