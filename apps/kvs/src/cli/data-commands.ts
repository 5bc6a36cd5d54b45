import { EXIT, print, wholeNumber } from '@lolraft/cli-kit';
import {
  type ChangeOptions,
  type KvsClient,
  MAX_VALUE_BYTES,
  type Expectation,
  type KeyValue,
  type Range,
} from '@lolraft/kvs-client';
import { InvalidArgumentError, type ReadLevel } from '@lolraft/raft-core';
import { Command, Option } from 'commander';
import { decodeText, type Encoding, encodeText, jsonBytes, printBytes, readStdin, shown } from './io.js';
import { addClientOptions, type ClientOptions, encodingOf, withClient } from './session.js';

function jsonOf(kv: KeyValue, encoding: Encoding): Record<string, unknown> {
  const { key, value, createRevision, modRevision, version, lease } = kv;
  return {
    key: jsonBytes(key, encoding),
    value: jsonBytes(value, encoding),
    createRevision,
    modRevision,
    version,
    lease,
  };
}

async function valueOf(text: string, encoding: Encoding): Promise<Uint8Array> {
  return text === '-' ? await readStdin(MAX_VALUE_BYTES) : decodeText(text, encoding, 'the value');
}

interface ReadFlags extends ClientOptions {
  readonly level: ReadLevel['type'];
  readonly revision?: string;
}

function readOptions({ level, revision }: ReadFlags): { level: ReadLevel['type']; revision?: number } {
  return { level, ...(revision === undefined ? undefined : { revision: wholeNumber(revision, 'revision') }) };
}

function addReadOptions(command: Command): Command {
  return addClientOptions(command)
    .addOption(
      new Option(
        '--level <level>',
        'linearizable sees every acknowledged write; lease does too, and trusts clocks; local may be old',
      )
        .choices(['linearizable', 'lease', 'local'])
        .default('linearizable'),
    )
    .option('--revision <n>', 'as of this revision of the past');
}

interface GuardFlags extends ClientOptions {
  readonly guard?: string;
  readonly guardToken?: string;
}

function addGuardOptions(command: Command): Command {
  return command
    .option(
      '--guard <name>',
      'only if no newer --guard-token was seen under this name: fences writers off that have lost a lock',
    )
    .option('--guard-token <n>', 'the fencing token, a whole number from 1');
}

function guardOptions({ guard: name, guardToken: token }: GuardFlags): ChangeOptions {
  if ((name === undefined) !== (token === undefined))
    throw new InvalidArgumentError('--guard and --guard-token go together');
  return name === undefined || token === undefined ? {} : { guard: { name, token: wholeNumber(token, 'token') } };
}

function put(): Command {
  return addGuardOptions(addClientOptions(new Command('put').description('set a key')))
    .argument('<key>')
    .argument('<value>', 'or - for standard input, as it is')
    .action(async (key: string, value: string, options: GuardFlags) => {
      await withClient(options, async (client) => {
        const encoding = encodingOf(options);
        const guard = guardOptions(options);
        const bytes = await valueOf(value, encoding);
        const { revision } = await client.put(decodeText(key, encoding, 'the key'), bytes, guard);
        print(options.json === true ? JSON.stringify({ revision }) : `revision ${String(revision)}`);
        return EXIT.ok;
      });
    });
}

function get(): Command {
  return addReadOptions(new Command('get').description('print the value of a key'))
    .argument('<key>')
    .action(async (key: string, options: ReadFlags) => {
      await withClient(options, async (client) => {
        const encoding = encodingOf(options);
        const kv = await client.get(decodeText(key, encoding, 'the key'), readOptions(options));
        if (options.json === true) print(JSON.stringify(kv === undefined ? null : jsonOf(kv, encoding)));
        else if (kv !== undefined) await printBytes(shown(kv.value, encoding));
        return kv === undefined ? EXIT.no : EXIT.ok;
      });
    });
}

function del(): Command {
  return addGuardOptions(
    addClientOptions(new Command('del').description('delete a key, or all that begin with a prefix')),
  )
    .argument('[key]')
    .option('--prefix <prefix>', 'delete all keys that begin with this')
    .action(async (key: string | undefined, options: GuardFlags & { readonly prefix?: string }) => {
      await withClient(options, async (client) => {
        const { revision, deleted } = await deleteKeys(client, key, options, encodingOf(options));
        print(options.json === true ? JSON.stringify({ revision, deleted }) : `deleted ${String(deleted)}`);
        return deleted === 0 ? EXIT.no : EXIT.ok;
      });
    });
}

async function deleteKeys(
  client: KvsClient,
  key: string | undefined,
  { prefix, ...flags }: GuardFlags & { readonly prefix?: string },
  encoding: Encoding,
): Promise<{ revision: number; deleted: number }> {
  if ((key === undefined) === (prefix === undefined)) throw new InvalidArgumentError('name a key, or --prefix');
  if (prefix !== undefined)
    return client.deleteRange({ prefix: decodeText(prefix, encoding, 'the prefix') }, guardOptions(flags));
  const { revision, deleted } = await client.delete(decodeText(key ?? '', encoding, 'the key'), guardOptions(flags));
  return { revision, deleted: deleted ? 1 : 0 };
}

interface RangeFlags extends ReadFlags {
  readonly prefix?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly keysOnly?: true;
  readonly count?: true;
}

function rangeOf(from: string | undefined, { prefix, to }: RangeFlags, encoding: Encoding): Range {
  if (prefix !== undefined) {
    if (from !== undefined || to !== undefined) throw new InvalidArgumentError('--prefix stands alone');
    return { prefix: decodeText(prefix, encoding, 'the prefix') };
  }
  if (from === undefined) {
    if (to !== undefined) throw new InvalidArgumentError('--to needs a first key');
    return 'all';
  }
  return {
    from: decodeText(from, encoding, 'the key'),
    ...(to === undefined ? undefined : { to: decodeText(to, encoding, 'the end') }),
  };
}

const TAB = Uint8Array.of(9);

function rowOf(kv: KeyValue, { json, keysOnly }: RangeFlags, encoding: Encoding): Uint8Array[] {
  if (json === true) return [Buffer.from(JSON.stringify(jsonOf(kv, encoding)))];
  const key = shown(kv.key, encoding);
  return keysOnly === true ? [key] : [key, TAB, shown(kv.value, encoding)];
}

function range(): Command {
  return addReadOptions(
    new Command('range').description('print keys and values in the order of keys, a tab between them'),
  )
    .argument('[from]', 'the first key; without it, all keys')
    .option('--to <key>', 'up to, but without, this key')
    .option('--prefix <prefix>', 'keys that begin with this')
    .option('--limit <n>', 'at most so many')
    .option('--keys-only', 'without values')
    .option('--count', 'print only how many there are')
    .action(async (from: string | undefined, options: RangeFlags) => {
      await withClient(options, async (client) => {
        const encoding = encodingOf(options);
        const keys = rangeOf(from, options, encoding);
        if (options.count === true) {
          const count = await client.count(keys, readOptions(options));
          print(options.json === true ? JSON.stringify({ count }) : String(count));
          return EXIT.ok;
        }
        const keysOnly = options.keysOnly === true;
        const limit = options.limit === undefined ? 0 : wholeNumber(options.limit, 'limit');
        for await (const kv of client.range(keys, { ...readOptions(options), keysOnly, limit })) {
          await printBytes(...rowOf(kv, options, encoding));
        }
        return EXIT.ok;
      });
    });
}

interface CasFlags extends ClientOptions {
  readonly expect?: string;
  readonly expectRevision?: string;
  readonly expectAbsent?: true;
}

function expectationOf({ expect, expectRevision, expectAbsent }: CasFlags, encoding: Encoding): Expectation {
  if ([expect, expectRevision, expectAbsent].filter((given) => given !== undefined).length !== 1) {
    throw new InvalidArgumentError('name one of --expect, --expect-revision and --expect-absent');
  }
  if (expect !== undefined) return { value: decodeText(expect, encoding, 'the expected value') };
  return expectRevision === undefined ? 'absent' : { modRevision: wholeNumber(expectRevision, 'expect-revision') };
}

function cas(): Command {
  return addClientOptions(new Command('cas').description('set a key if it looks as expected'))
    .argument('<key>')
    .argument('<value>', 'or - for standard input, as it is')
    .option('--expect <value>', 'it holds this value')
    .option('--expect-revision <n>', 'it was last changed at this revision')
    .option('--expect-absent', 'it does not exist')
    .action(async (key: string, value: string, options: CasFlags) => {
      await withClient(options, async (client) => {
        const encoding = encodingOf(options);
        const expected = expectationOf(options, encoding);
        const { swapped, revision, current } = await client.cas(
          decodeText(key, encoding, 'the key'),
          expected,
          await valueOf(value, encoding),
        );
        if (options.json === true)
          print(
            JSON.stringify({ swapped, revision, current: current === undefined ? null : jsonOf(current, encoding) }),
          );
        else if (swapped) print(`revision ${String(revision)}`);
        else
          print(
            current === undefined
              ? 'not swapped: the key does not exist'
              : `not swapped: it is ${encodeText(current.value, encoding)}, of revision ${String(current.modRevision)}`,
          );
        return swapped ? EXIT.ok : EXIT.no;
      });
    });
}

export function dataCommands(): Command[] {
  return [put(), get(), del(), range(), cas()];
}
