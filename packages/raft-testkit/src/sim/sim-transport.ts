import {
  ClosedError,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type Transport,
  type TransportCapabilities,
  type TransportHandlers,
} from '@lolraft/raft-core';
import type { SimProcess } from './process.js';
import type { SimNetwork, Station } from './sim-network.js';

/** A host's transport on the simulated network, for one life of its process. Clients call the simulated host directly. */
export class SimTransport implements Transport {
  readonly capabilities: TransportCapabilities = { maxMessageBytes: 64 * 1024 * 1024 };
  readonly address: string;
  readonly #network: SimNetwork;
  readonly #process: SimProcess;
  readonly #index: number;
  #station: Station | undefined;
  #closed = false;

  constructor(network: SimNetwork, process: SimProcess, index: number, address: string) {
    this.#network = network;
    this.#process = process;
    this.#index = index;
    this.address = address;
  }

  async start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    if (this.#closed) throw new ClosedError('the transport');
    this.#station = { index: this.#index, process: this.#process, identity, handlers, peers: new Set() };
    this.#network.attach(this.#station);
  }

  setPeers(peers: ReadonlyMap<NodeId, string>): void {
    if (this.#station !== undefined) this.#network.setPeers(this.#station, new Set(peers.keys()));
  }

  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    const station = this.#station;
    return station !== undefined && this.#process.alive && this.#network.send(station, to, envelopes);
  }

  /** Also what a crash does: nothing leaves and nothing arrives any more. */
  detach(): void {
    this.#closed = true;
    if (this.#station !== undefined) this.#network.detach(this.#station);
    this.#station = undefined;
  }

  async close(): Promise<void> {
    this.detach();
  }
}
