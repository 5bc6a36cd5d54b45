import { encodeMessage, LOCK_SERVICE, type LockMethod, proto, sessionBytes } from '@lolraft/lock-client';
import { type ClientConnection, type ClientTransport, RaftError, UnavailableError } from '@lolraft/raft-core';
import { SimClient } from '@lolraft/raft-testkit';
import type { OpenSession, SessionId } from '../../../src/index.js';
import { tapped } from './promise-tap.js';
import type { Site } from './site.js';

/** Gives signs of life of sessions whose clients do not, at the worst moments: whoever knows the id of a session may. */
export class Ghost {
  readonly #sim: SimClient;
  readonly #transport: ClientTransport;
  readonly #world: Site;
  readonly #connections = new Map<string, Promise<ClientConnection>>();

  constructor(world: Site) {
    this.#world = world;
    this.#sim = new SimClient(world.cluster, { delayMin: 0.1, delayMax: world.scenario.clientDelayMax });
    this.#transport = tapped(this.#sim, world.cluster.kernel, (...promise) => world.promised(...promise));
  }

  /** At this node, whether it leads or not. */
  keep(node: string, sessions: readonly SessionId[]): void {
    if (sessions.length === 0) return;
    const ids = sessions.map((id) => sessionBytes(id));
    this.#ask(node, 'KeepAlive', encodeMessage(proto.KeepAliveRequest, { sessions: ids }));
  }

  /** Opens a session that is open: an entry of the log, unlike other signs of life. */
  open(node: string, { session, namespace, owner, ttlMs: ttl }: OpenSession): void {
    const terms = { session: sessionBytes(session), namespace, owner, ttl };
    this.#ask(node, 'OpenSession', encodeMessage(proto.OpenSessionRequest, terms));
  }

  #ask(node: string, method: LockMethod, payload: Uint8Array): void {
    const ask = async (): Promise<void> => {
      const connected = this.#connections.get(node) ?? this.#transport.connect(`sim:${node}`);
      this.#connections.set(node, connected);
      const connection = await connected;
      await connection.call({ type: 'invoke', service: LOCK_SERVICE, method, payload }, { timeout: 3_000 });
    };
    this.#sim.run(() => {
      ask().catch((error: unknown) => {
        if (!(error instanceof RaftError)) this.#world.cluster.kernel.escaped(error);
        if (error instanceof UnavailableError) this.#connections.delete(node);
      });
    });
  }
}
