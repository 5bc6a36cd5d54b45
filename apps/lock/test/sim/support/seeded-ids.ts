import type { SimRandom } from '@lolraft/raft-testkit';

/** Clients draw the ids of their sessions from `crypto`: here, while `run` goes on, by a seed. */
export async function withSeededIds<T>(random: SimRandom, run: () => Promise<T>): Promise<T> {
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value: (bytes: Uint8Array) => {
      bytes.forEach((_, i) => (bytes[i] = random.int(256)));
      return bytes;
    },
  });
  try {
    return await run();
  } finally {
    // What the prototype has is there again.
    Reflect.deleteProperty(crypto, 'getRandomValues');
  }
}
