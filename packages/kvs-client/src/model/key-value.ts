/** A key as the store has it. */
export interface KeyValue {
  readonly key: Uint8Array;
  /** Empty where only keys were asked for. */
  readonly value: Uint8Array;
  /** Revision of the change that created the key (again, if it was deleted before). */
  readonly createRevision: number;
  /** Revision of the last change. */
  readonly modRevision: number;
  /** Changes since the key was created, that one included: at least 1. */
  readonly version: number;
  /** 0: none. */
  readonly lease: number;
}
