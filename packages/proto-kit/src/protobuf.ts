/**
 * What generated code stands on. It comes from here, and not from protobufjs itself, so that all generated code of a program has
 * the same copy as the readers and writers of this package, however an installer lays out `node_modules`: generated code
 * tells a reader by `instanceof`, which the reader of another copy fails.
 */
export { default } from 'protobufjs/minimal.js';
