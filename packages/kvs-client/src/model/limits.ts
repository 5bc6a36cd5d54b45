/** Longest key, in bytes. */
export const MAX_KEY_BYTES = 64 * 1024;
/** Largest value that a server takes unless it is configured otherwise, in bytes: as etcd. */
export const DEFAULT_MAX_VALUE_BYTES = 1536 * 1024;
/** Largest value that a server can be configured for, in bytes. */
export const MAX_VALUE_BYTES = 32 * 1024 * 1024;
/** Room in a command beside its largest value: for keys and the rest of a transaction, in bytes. */
export const REQUEST_OVERHEAD_BYTES = 512 * 1024;
/** Most comparisons, and most operations of either branch, of one transaction. */
export const MAX_TXN_OPERATIONS = 128;
/** Most comparisons and operations of a transaction, with those of its inner transactions. */
export const MAX_TXN_TOTAL = 1024;
/** How deep transactions lie within each other; one without inner ones is 1 deep. */
export const MAX_TXN_DEPTH = 8;
/** A page of a range ends when it has this many bytes of keys and values, and has at least one key. */
export const PAGE_BYTES = 1024 * 1024;
/** A page of a range ends when it has this many keys. */
export const PAGE_KEYS = 10_000;
/** An answer over this many bytes of keys and values is refused. */
export const MAX_RESPONSE_BYTES = 33 * 1024 * 1024;
/** Most keys that a transaction changes, and most that its comparisons look at. */
export const MAX_TXN_KEYS = 32_768;
/** Longest name of a guard, in bytes of UTF-8. */
export const MAX_GUARD_NAME_BYTES = 256;
/** Most names of guards; none is forgotten. */
export const MAX_GUARDS = 10_000;
/** Most revisions that can be kept for reads of the past. */
export const MAX_RETENTION_REVISIONS = 1_000_000;
