/** The same bytes as a plain `Uint8Array`: of a `Buffer`, `slice` would share where that of a `Uint8Array` copies. */
export function plain(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes that may be kept: a view that makes up less than three quarters of the memory below it is copied. */
export function own(view: Uint8Array): Uint8Array {
  return view.byteLength * 4 >= view.buffer.byteLength * 3 ? plain(view) : new Uint8Array(view);
}
