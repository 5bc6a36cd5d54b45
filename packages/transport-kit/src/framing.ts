import { FrameReader, FrameWriter, type FrameClass, type FrameLimits, type FrameType } from '@lolraft/raft-wire';

/** How messages become frames, and frames messages, for one connection. */
export interface Framing {
  readonly writer: Pick<FrameWriter, 'nextFrame' | 'pendingMessages' | 'pendingBytes'> & {
    offer(type: FrameType, cls: FrameClass, bytes: Uint8Array, count: number): unknown;
  };
  readonly reader: Pick<FrameReader, 'accept' | 'read'>;
}

/** The frames of docs/protocol.md: messages of several classes, in pieces that overtake each other. */
export function piecewise(limits: FrameLimits): Framing {
  return { writer: new FrameWriter(limits), reader: new FrameReader([], limits) };
}

/** Where a frame is a message of one type, whole: nothing overtakes. */
export function whole(received: FrameType): Framing {
  const waiting: { readonly bytes: Uint8Array; readonly count: number }[] = [];
  let messages = 0;
  let bytes = 0;
  return {
    writer: {
      offer: (_type, _cls, message, count) => {
        waiting.push({ bytes: message, count });
        messages += count;
        bytes += message.length;
      },
      nextFrame: () => {
        const next = waiting.shift();
        if (next === undefined) return undefined;
        messages -= next.count;
        bytes -= next.bytes.length;
        return next.bytes;
      },
      pendingMessages: () => messages,
      pendingBytes: () => bytes,
    },
    reader: { accept: () => undefined, read: (frame) => [{ type: received, class: 'service', bytes: frame }] },
  };
}
