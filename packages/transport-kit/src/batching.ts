/**
 * Cuts a turn's messages into batches of about `maxBytes`, at least one message each, and encodes each of them. Where a
 * batch does not encode, because one message in it is not valid, the others of it are encoded one by one.
 *
 * @param onInvalid is told of the message that is not valid.
 */
export function encodeBatches<T>(
  messages: readonly T[],
  sizeOf: (message: T) => number,
  limits: { readonly bytes: number; readonly messages: number },
  encode: (batch: readonly T[]) => Uint8Array,
  emit: (bytes: Uint8Array, batch: readonly T[]) => void,
  onInvalid: (message: T, error: unknown) => void,
): void {
  const flush = (batch: readonly T[]): void => {
    let bytes: Uint8Array;
    try {
      bytes = encode(batch);
    } catch (error) {
      const [first] = batch;
      if (batch.length === 1 && first !== undefined) onInvalid(first, error);
      else for (const message of batch) flush([message]);
      return;
    }
    emit(bytes, batch);
  };
  let from = 0;
  let bytes = 0;
  for (let at = 0; at < messages.length; at++) {
    const size = sizeOf(messages[at] as T);
    if (at > from && (bytes + size > limits.bytes || at - from >= limits.messages)) {
      flush(messages.slice(from, at));
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < messages.length) flush(from === 0 ? messages : messages.slice(from));
}

/** Messages of one turn travel together up to this size: enough to fill a frame, little enough to decode at once. */
export const BATCH_LIMITS = { bytes: 192 * 1024, messages: 4096 };
