export { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.js';
export type { MemoryTransport } from './memory-transport.js';
export type { MemoryClientTransport } from './memory-client.js';
