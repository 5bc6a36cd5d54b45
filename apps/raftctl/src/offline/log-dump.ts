import { EXIT, wholeNumber } from '@lolraft/cli-kit';
import { ENTRY_HEADER_BYTES, EntryKind, InvalidArgumentError } from '@lolraft/raft-core';
import { type InspectedEntry, type InspectedGroup, StoreInspector } from '@lolraft/storage-rocksdb';
import type { Call } from '../command.js';
import { configurationText, kindName } from './kinds.js';

export interface DumpFlags {
  readonly from?: string;
  readonly to?: string;
  readonly payload?: true;
}

const COLUMNS = [
  ['INDEX', 10],
  ['TERM', 6],
  ['KIND', 13],
  ['TIME', 10],
  ['BYTES', 9],
] as const;

/** Shows the entries of a stopped data directory, sound or not. */
export async function logDump(call: Call<DumpFlags>, directory: string): Promise<number> {
  const { terminal, json, options } = call;
  const from = options.from === undefined ? 0 : wholeNumber(options.from, 'from');
  const to = options.to === undefined ? Infinity : wholeNumber(options.to, 'to');
  await using inspector = await StoreInspector.open(directory);
  for (const problem of inspector.problems) terminal.note(`raftctl: ${problem}`);
  for (const group of selected(inspector.groups, call.namedGroup)) {
    if (!json) {
      terminal.print(`group ${group.group}:`);
      terminal.print([...COLUMNS.map(([name, width]) => name.padEnd(width)), 'STATE'].join('  '));
    }
    for await (const entry of inspector.entries(group.group, from, to)) {
      terminal.print(json ? JSON.stringify({ group: group.group, ...plain(entry, options) }) : row(entry, options));
      await terminal.drained();
    }
  }
  return EXIT.ok;
}

/** The group that was named, or all. @throws {InvalidArgumentError} */
export function selected(groups: readonly InspectedGroup[], name: string | undefined): readonly InspectedGroup[] {
  if (name === undefined) return groups;
  const found = groups.filter(({ group }) => group === name);
  if (found.length > 0) return found;
  throw new InvalidArgumentError(`there is no group ${name}, only ${groups.map(({ group }) => group).join(', ')}`);
}

export function payloadOf({ bytes }: InspectedEntry): Uint8Array {
  return bytes.subarray(Math.min(ENTRY_HEADER_BYTES, bytes.length));
}

function row(entry: InspectedEntry, flags: DumpFlags): string {
  const { index, header, bytes, problem } = entry;
  const cells =
    header === undefined
      ? [index, '-', '-', '-', bytes.length]
      : [index, header.term, kindName(header.kind), header.time, bytes.length];
  const padded = cells.map((cell, i) => String(cell).padEnd(COLUMNS[i]?.[1] ?? 0));
  return [...padded, problem ?? `ok${said(entry, flags)}`].join('  ');
}

function said(entry: InspectedEntry, { payload }: DumpFlags): string {
  if (entry.header?.kind === EntryKind.Configuration) return `  ${configurationText(payloadOf(entry))}`;
  return payload === true ? `  ${JSON.stringify(readable(payloadOf(entry)))}` : '';
}

function plain(entry: InspectedEntry, flags: DumpFlags): object {
  const { index, header, bytes, problem } = entry;
  return {
    index,
    ...(header === undefined ? undefined : { ...header, kind: kindName(header.kind) }),
    bytes: bytes.length,
    ok: problem === undefined,
    problem,
    payload: flags.payload === true ? readable(payloadOf(entry)) : undefined,
  };
}

/** A text where the bytes are UTF-8, else their base64. */
function readable(bytes: Uint8Array): string | { readonly base64: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}
