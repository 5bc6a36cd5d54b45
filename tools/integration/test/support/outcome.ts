import { RaftError } from '@lolraft/raft-core';
import { ends } from './wait.js';

/** The error that a call ends with. Everything that a call throws must be a `RaftError`. */
export async function failureOf(call: Promise<unknown>, what: string): Promise<RaftError> {
  let value: unknown;
  try {
    value = await ends(call, what);
  } catch (error) {
    if (error instanceof RaftError) return error;
    throw error;
  }
  throw new Error(`${what} should have failed, but answered ${JSON.stringify(value)}`);
}

/** How a write ended: its index, or its error. */
export type Settled = { readonly index: number } | { readonly error: RaftError };

export async function settled(call: Promise<{ readonly index: number }>, what: string): Promise<Settled> {
  try {
    return { index: (await ends(call, what)).index };
  } catch (error) {
    if (error instanceof RaftError) return { error };
    throw error;
  }
}
