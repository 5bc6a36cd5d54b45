/** Something under way that can be given up, and waited for. */
export interface Job {
  readonly stop: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}
