import type { ByteReader } from '@lolraft/app-kit';
import type { ByteWriter } from './byte-writer.js';

/** How values of a type are written and read. */
export interface Shape<T> {
  write(writer: ByteWriter, value: T): void;
  read(reader: ByteReader): T;
}

/** A whole number from 0 to 2^53 - 1; of any branded number type. */
export function number<T extends number = number>(): Shape<T> {
  return { write: (writer, value) => writer.varint(value), read: (reader) => reader.varint() as T };
}

export const flag: Shape<boolean> = {
  write: (writer, value) => writer.byte(value ? 1 : 0),
  read: (reader) => {
    const value = reader.byte();
    return value <= 1 ? value === 1 : reader.fail('a flag is neither 0 nor 1');
  },
};

export const text: Shape<string> = {
  write: (writer, value) => writer.text(value),
  read: (reader) => reader.text(),
};

export const bytes: Shape<Uint8Array> = {
  write: (writer, value) => writer.bytes(value),
  read: (reader) => reader.bytes(),
};

/** 128 bits. */
export function hex128<T extends string>(): Shape<T> {
  return { write: (writer, value) => writer.hex(value), read: (reader) => reader.hex(32) as T };
}

/** One of these, which are numbered from 0 in this order. */
export function oneOf<T extends string>(names: readonly T[]): Shape<T> {
  return {
    write: (writer, value) => writer.byte(names.indexOf(value)),
    read: (reader) => names[reader.byte()] ?? reader.fail('a name is not known'),
  };
}

export function optional<T extends object | string>(shape: Shape<T>): Shape<T | undefined> {
  return {
    write: (writer, value) => {
      flag.write(writer, value !== undefined);
      if (value !== undefined) shape.write(writer, value);
    },
    read: (reader) => (flag.read(reader) ? shape.read(reader) : undefined),
  };
}

/** At most `most` of them are read. */
export function list<T>(shape: Shape<T>, most: number): Shape<readonly T[]> {
  return {
    write: (writer, values) => {
      writer.varint(values.length);
      for (const value of values) shape.write(writer, value);
    },
    read: (reader) => {
      const length = reader.varint();
      if (length > most) reader.fail('a list is too long');
      return Array.from({ length }, () => shape.read(reader));
    },
  };
}

/** The shapes of the fields of a type, in the order in which they are written. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

export function struct<T extends object>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries(fields) as [keyof T, Shape<T[keyof T]>][];
  return {
    write: (writer, value) => {
      for (const [name, shape] of entries) shape.write(writer, value[name]);
    },
    read: (reader) => {
      const value: Partial<T> = {};
      for (const [name, shape] of entries) value[name] = shape.read(reader);
      return value as T;
    },
  };
}

type Variant<U, D extends keyof U, N> = Omit<Extract<U, Readonly<Record<D, N>>>, D>;

/** The variants of a union by the value of its discriminant `D`: the byte that stands for each, and its other fields. */
export type Variants<U, D extends keyof U> = {
  readonly [N in U[D] & string]: readonly [tag: number, fields: Fields<Variant<U, D, N>>];
};

/** @param unknown is what is thrown on a byte that stands for no variant. */
export function union<U extends object, D extends keyof U & string>(
  discriminant: D,
  variants: Variants<U, D>,
  unknown: (tag: number) => Error,
): Shape<U> {
  const byName = new Map<unknown, { tag: number; shape: Shape<object> }>();
  const byTag = new Map<number, { name: string; shape: Shape<object> }>();
  for (const [name, [tag, fields]] of Object.entries<readonly [number, Fields<object>]>(variants)) {
    const shape = struct<object>(fields);
    byName.set(name, { tag, shape });
    byTag.set(tag, { name, shape });
  }
  return {
    write: (writer, value) => {
      const found = byName.get(value[discriminant]);
      if (found === undefined) throw unknown(-1);
      writer.byte(found.tag);
      found.shape.write(writer, value);
    },
    read: (reader) => {
      const tag = reader.byte();
      const found = byTag.get(tag);
      if (found === undefined) throw unknown(tag);
      return { [discriminant]: found.name, ...found.shape.read(reader) } as U;
    },
  };
}
