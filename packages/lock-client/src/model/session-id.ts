/** 16 random bytes, which nobody else draws. */
export function randomSessionId(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}

/** A session's id as people and programs see it: 32 lower-case hexadecimal digits. */
export function sessionText(id: Uint8Array): string {
  let text = '';
  for (const byte of id) text += byte.toString(16).padStart(2, '0');
  return text;
}
