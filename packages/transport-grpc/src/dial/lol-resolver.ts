import { experimental, Metadata, status, type ChannelOptions } from '@grpc/grpc-js';
import type { Destination } from '../address.js';

/** Option of a channel: where it goes to, and the signal that destroys its sockets in whatever state they are. */
export const ROUTE = 'lol.route';
export interface Route extends Pick<Destination, 'host' | 'port'> {
  readonly signal: AbortSignal;
}

const SCHEME = 'lol';

/**
 * Gives a channel its one address as it is. What gRPC does with an address is `net.connect(address)`: so names are looked up
 * by Node, at each dial, and the signal, which `net.connect` knows, ends a connection attempt that nobody answers. gRPC itself
 * has no way to do that, and would keep the process alive for the minutes that the system tries.
 */
class LolResolver implements experimental.Resolver {
  readonly #listener: experimental.ResolverListener;
  readonly #route: Route | undefined;
  #hasAnswered = false;

  constructor(_target: experimental.GrpcUri, listener: experimental.ResolverListener, options: ChannelOptions) {
    this.#listener = listener;
    this.#route = options[ROUTE] as Route | undefined;
  }

  /** Asked again at every failure, it has nothing new to say: to answer would be to try again at once, for ever. */
  updateResolution(): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    process.nextTick(() => {
      const route = this.#route;
      this.#listener(
        route === undefined
          ? { ok: false, error: { code: status.INTERNAL, details: 'no route', metadata: new Metadata() } }
          : { ok: true, value: [{ addresses: [route] }] },
        {},
        null,
        '',
      );
    });
  }

  destroy(): void {}

  static getDefaultAuthority(target: experimental.GrpcUri): string {
    return target.path;
  }
}

experimental.registerResolver(SCHEME, LolResolver);

/** @param authority `host:port` */
export function targetOf(authority: string): string {
  return `${SCHEME}:${authority}`;
}
