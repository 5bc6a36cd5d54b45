import { InvalidArgumentError } from '../model/errors.js';

/** Turns values into bytes and back. `decode` throws on bytes that `encode` could not have made. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** The codecs of an app: what goes into the log, what comes back, what is asked, what is answered. */
export interface AppCodec<C, R, Q = C, A = R> {
  readonly command: Codec<C>;
  readonly response: Codec<R>;
  readonly query: Codec<Q>;
  readonly answer: Codec<A>;
}

function json<T>(): Codec<T> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return {
    encode: (value) => {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new InvalidArgumentError('JSON cannot hold undefined or a function');
      return encoder.encode(text);
    },
    decode: (bytes) => JSON.parse(decoder.decode(bytes)) as T,
  };
}

/** JSON in UTF-8: the shortest way to a running app. The types are promised by the caller, not checked. */
export function jsonCodec<C, R, Q = C, A = R>(): AppCodec<C, R, Q, A> {
  return { command: json<C>(), response: json<R>(), query: json<Q>(), answer: json<A>() };
}

/** Bytes as they are. */
export const bytesCodec: Codec<Uint8Array> = { encode: (value) => value, decode: (bytes) => bytes };
