import { encodeMessage, LOCK_SERVICE, proto, sessionBytes } from '@lolraft/lock-client';
import { type ClientConnection, type ClientTransport, RaftError } from '@lolraft/raft-core';
import { SimClient } from '@lolraft/raft-testkit';
import type { SessionId } from '../../../src/index.js';
import { tapped } from './promise-tap.js';
import type { LockWorld } from './world.js';

/** Gives signs of life of sessions whose clients do not, at the worst moments: whoever knows the id of a session may. */
export class Ghost {
  readonly #sim: SimClient;
  readonly #transport: ClientTransport;
  readonly #world: LockWorld;
  readonly #connections = new Map<string, Promise<ClientConnection>>();

  constructor(world: LockWorld) {
    this.#world = world;
    this.#sim = new SimClient(world.cluster, { delayMin: 0.1, delayMax: world.scenario.clientDelayMax });
    this.#transport = tapped(this.#sim, world.cluster.kernel, (...promise) => world.promised(...promise));
  }

  keep(node: string, sessions: readonly SessionId[]): void {
    if (sessions.length === 0) return;
    this.#sim.run(() => {
      this.#keep(node, sessions).catch((error: unknown) => {
        this.#connections.delete(node);
        if (!(error instanceof RaftError)) this.#world.cluster.kernel.escaped(error);
      });
    });
  }

  async #keep(node: string, sessions: readonly SessionId[]): Promise<void> {
    const connected = this.#connections.get(node) ?? this.#transport.connect(`sim:${node}`);
    this.#connections.set(node, connected);
    const payload = encodeMessage(proto.KeepAliveRequest, { sessions: sessions.map((id) => sessionBytes(id)) });
    const connection = await connected;
    await connection.call({ type: 'invoke', service: LOCK_SERVICE, method: 'KeepAlive', payload }, { timeout: 3_000 });
  }
}
