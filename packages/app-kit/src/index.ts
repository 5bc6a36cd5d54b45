export { ByteReader } from './byte-reader.js';
export { itemPieces, PIECE_BYTES } from './item-pieces.js';
export { ItemSplitter, LENGTH_BYTES } from './item-splitter.js';
export { Slices } from './slices.js';
export { lowerBound, newTree, rank, type Tree } from './tree.js';
