/** How a simulated network behaves. Times are simulated milliseconds, probabilities are in [0, 1]. */
export interface NetworkSettings {
  /** One way, drawn for each message. */
  readonly delayMin: number;
  readonly delayMax: number;
  /** Some messages take up to so much instead. */
  readonly tailChance: number;
  readonly tailMax: number;
  /** Messages that are lost although their connection lives on: a full queue somewhere. */
  readonly loss: number;
  /**
   * Beyond what the port allows: messages of a class overtake each other, and arrive twice. Raft bears it, so the driver
   * had better.
   */
  readonly disorder: number;
  readonly duplication: number;
  /** From the wish to the connection, when nothing is in the way; and between failed dials. */
  readonly dialMin: number;
  readonly dialMax: number;
  /** A broken connection is noticed by each end in its own time. */
  readonly noticeMax: number;
  /** A connection on which nothing comes through is given up after so long. */
  readonly silence: number;
}

export const QUIET_NETWORK: NetworkSettings = {
  delayMin: 0.3,
  delayMax: 1.5,
  tailChance: 0,
  tailMax: 0,
  loss: 0,
  disorder: 0,
  duplication: 0,
  dialMin: 1,
  dialMax: 20,
  noticeMax: 2,
  silence: 1_000,
};
