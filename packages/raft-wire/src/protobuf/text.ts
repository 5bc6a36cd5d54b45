const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `text` cut to `maxBytes` of UTF-8 at the end of a character, and with no half characters in it. */
export function cutText(text: string, maxBytes: number): string {
  // A character of a string is at least one byte, so what lies behind needs no encoding.
  const bytes = encoder.encode(text.slice(0, maxBytes));
  if (bytes.length <= maxBytes) return decoder.decode(bytes);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return decoder.decode(bytes.subarray(0, end));
}
