export { ownBytes, plainBytes } from './bytes.js';
export { decodeMessage, decodeWith, encodeMessage, type MessageType } from './message.js';
export { type Scalars, scalars } from './scalars.js';
export { asReader, WireReader, type WireReaderOptions } from './wire-reader.js';
export { WireWriter } from './wire-writer.js';
