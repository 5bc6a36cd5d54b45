// So many clients of one node, each with an answer; they stay until the process is left alone. See many-clients.test.ts.
import { DEFAULT_GROUP, type ClientConnection } from '@lolraft/raft-core';
import { WsClientTransport } from '../../src/index.js';

/** Fewer than a node lets wait for the end of their handshakes. */
const AT_ONCE = 100;

const [, , address = '', wanted = '0'] = process.argv;
const transport = new WsClientTransport();
const connections: ClientConnection[] = [];
let left = Number(wanted);
const worker = async (): Promise<void> => {
  while (left-- > 0) {
    const connection = await transport.connect(address);
    connections.push(connection);
    const level = { type: 'linearizable' } as const;
    await connection.call({ type: 'query', group: DEFAULT_GROUP, level, payload: new Uint8Array(10) });
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
process.send?.(connections.length);
process.once('disconnect', () => process.exit());
