import { proto } from '../codec/generated.js';

/** What is asked of an object, and how it gets along with other requests of the same session: not at all, or with its like. */
export interface Want {
  readonly message: proto.Want.$Properties;
  /** `free`: to the cluster, too, each request of a session is one of its own. */
  readonly within: 'alone' | 'shared' | 'free';
}

export const MUTEX: Want = { message: { mutex: {} }, within: 'alone' };
export const READ: Want = { message: { rwlock: { mode: proto.Mode.READ } }, within: 'shared' };
export const WRITE: Want = { message: { rwlock: { mode: proto.Mode.WRITE } }, within: 'alone' };

export function permitsWant(permits: number, weight: number): Want {
  return { message: { semaphore: { permits, weight } }, within: 'free' };
}

export function electionWant(value: Uint8Array): Want {
  return { message: { election: { value } }, within: 'alone' };
}

export function barrierWant(parties: number): Want {
  return { message: { barrier: { parties } }, within: 'alone' };
}
