import { ProtocolError } from '@lolraft/raft-core';

export const MAX_INT32 = 0x7fff_ffff;

/** @throws {ProtocolError} unless `min <= value <= max`. */
export function inRange(what: string, value: number, min: number, max: number): number {
  if (!(value >= min && value <= max)) throw new ProtocolError(`${what} is ${value}, expected ${min} to ${max}`);
  return value;
}

/** @throws {ProtocolError} on a measurement that is negative or no number. */
export function measured(what: string, value: number): number {
  if (!(value >= 0)) throw new ProtocolError(`${what} is ${value}`);
  return value;
}

/** @throws {ProtocolError} where `text` has more than `max` characters. */
export function bounded(what: string, text: string, max: number): string {
  if (text.length > max) throw new ProtocolError(`${what} has ${text.length} characters, over the limit of ${max}`);
  return text;
}

/** @throws {ProtocolError} where a part that the protocol always sends is not there, or has an unknown value. */
export function present<T>(what: string, value: T | null | undefined): T {
  if (value === undefined || value === null) throw new ProtocolError(`${what} is missing or not known`);
  return value;
}
