type Scalar = number | string | boolean | Uint8Array;

/**
 * The scalar fields of a decoded message, which are always there: a decoder makes instances whose prototype has the
 * defaults, where the generated types allow plain objects too. Not for fields that are marked `optional` in the .proto.
 */
export type Scalars<T> = {
  readonly [K in keyof T as NonNullable<T[K]> extends Scalar ? K : never]-?: NonNullable<T[K]>;
};

export function scalars<T extends object>(message: T): Scalars<T> {
  return message as unknown as Scalars<T>;
}
