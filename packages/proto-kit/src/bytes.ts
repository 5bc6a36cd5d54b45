/**
 * The same bytes as a plain `Uint8Array`. A `Buffer` is one too, but its `slice` shares where that of `Uint8Array`
 * copies: one that got into the model would turn copies into aliases.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Bytes that may be kept for long. A view that makes up at least three quarters of the memory below it is kept as it
 * is; a smaller one is copied, so that it does not pin the whole of a receive buffer.
 */
export function ownBytes(view: Uint8Array): Uint8Array {
  if (view.byteLength === 0) return new Uint8Array();
  return view.byteLength * 4 >= view.buffer.byteLength * 3 ? view : new Uint8Array(view);
}
