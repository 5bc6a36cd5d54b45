import { proto } from '../codec/generated.js';

/** As people, JSON and command lines write it. */
export type KindName = 'mutex' | 'rwlock' | 'semaphore' | 'election' | 'barrier';

const NUMBERS: Readonly<Record<KindName, proto.Kind>> = {
  mutex: proto.Kind.MUTEX,
  rwlock: proto.Kind.RWLOCK,
  semaphore: proto.Kind.SEMAPHORE,
  election: proto.Kind.ELECTION,
  barrier: proto.Kind.BARRIER,
};

export const KIND_NAMES = Object.keys(NUMBERS) as readonly KindName[];

export function kindNumber(kind: KindName): proto.Kind {
  return NUMBERS[kind];
}

/** Undefined for a number that this build does not know. */
export function kindName(kind: number): KindName | undefined {
  return KIND_NAMES.find((name) => (NUMBERS[name] as number) === kind);
}
