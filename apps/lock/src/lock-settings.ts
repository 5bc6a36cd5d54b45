export interface LockSettings {
  /** Where members take requests over HTTP: a node that does not lead sends callers there. */
  readonly httpMembers: ReadonlyMap<string, string>;
}
