// A node that runs until it is killed or left alone. With THROW set, its handler throws at the first message.
import { WsTransport } from '../../src/index.js';
import { identity } from './node.js';

const [, , id = 'child'] = process.argv;
const transport = new WsTransport();
await transport.start(identity(id), {
  onMessages: () => {
    if (process.env['THROW'] !== undefined) throw new Error('a bug in a handler');
  },
  onPeerUp: () => undefined,
  onPeerDown: () => undefined,
  onDropped: () => undefined,
  onRefused: () => undefined,
  onCall: () => Promise.reject(new Error('no calls here')),
  onStream: () => {
    throw new Error('no streams here');
  },
});
process.once('disconnect', () => void transport.close());
process.send?.(transport.address);
