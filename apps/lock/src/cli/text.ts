const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A value in JSON: a text or, where it is no UTF-8, an object with its base64. */
export function jsonValue(bytes: Uint8Array): string | { readonly base64: string } {
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

export function valueText(bytes: Uint8Array): string {
  const value = jsonValue(bytes);
  return typeof value === 'string' ? value : `base64 ${value.base64}`;
}
