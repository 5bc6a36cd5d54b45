/** The protocol's versions that this build speaks. See docs/app-bridge.md, which is its definition. */
export const VERSION_MIN = 1;
export const VERSION_MAX = 1;

/** What a frame is; the numbers are those of the wire. */
export const FrameType = {
  hello: 1,
  welcome: 2,
  refused: 3,
  install: 16,
  apply: 17,
  query: 18,
  snapshot: 19,
  fold: 20,
  digest: 21,
  ping: 22,
  commands: 23,
  done: 32,
  responses: 33,
  failed: 34,
  data: 48,
  end: 49,
  credit: 50,
  cancel: 51,
  wantSnapshot: 52,
} as const;

export type FrameType = (typeof FrameType)[keyof typeof FrameType];

/** Powers of an app, as bits of its hello. */
export const Capability = { snapshot: 1, fold: 2, digest: 4 } as const;

export interface Frame {
  readonly type: number;
  /** Of the exchange that it belongs to; 0 for none. */
  readonly id: number;
  readonly body: Uint8Array;
}

/** Of type and id, which the length of a frame counts beside the body. */
export const HEAD_BYTES = 5;
export const LENGTH_BYTES = 4;

/** Length, type and id of a frame whose body has `bodyBytes`. */
export function frameHead(type: FrameType, id: number, bodyBytes: number): Uint8Array {
  const head = new Uint8Array(LENGTH_BYTES + HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, HEAD_BYTES + bodyBytes);
  view.setUint8(4, type);
  view.setUint32(5, id);
  return head;
}
