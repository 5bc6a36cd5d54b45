#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { drawSvg } from '../draw-svg.js';
import { drawText } from '../draw-text.js';
import { explainWindow } from '../explain.js';
import { checkLinearizability, DEFAULT_BOUND } from '../linearizability.js';
import { locksModel } from '../locks.js';
import type { Model } from '../model.js';
import { mapModel } from '../registers.js';
import { violationWindow } from '../window.js';
import { lockNotation, mapNotation, parseHistory, type Notation } from './notations.js';

const USAGE = `Usage: lol-history check FILE [--model map|lock] [--svg OUT] [--width N] [--bound N] [--json]

Tells whether the calls in FILE (- for standard input), recorded by your own clients, can be explained by one order:
whether the service is linearizable, as far as this history shows. Where not, draws the smallest part that cannot be.

One operation per line, as JSON; times are numbers of one clock, in any unit:
  {"process":"c1","called":0,"returned":1,"input":{"type":"put","key":"x","value":"a"},"output":{}}
  {"process":"c2","called":2,"returned":3,"input":{"type":"get","key":"x"},"output":{"value":"a"}}
Without "output" nobody knows what became of it: it may take effect at any time after its call, or never.
Leave out calls that certainly had no effect. "process" is who called, for the drawing.

  map    get, put {value}, cas {expected, value}; a value is a string, or null for an absent key
         output: "value" that was found, "done" whether a cas took effect; both optional
  lock   acquire, try, release {holder}, owner; every input has a "key"
         output: "done", "owner" who had it before (null: nobody), fencing "token"; all optional

  --model M    map (default) or lock
  --svg OUT    draws the violation to a file, too
  --width N    columns of the drawing (default: those of the terminal, or 100)
  --bound N    steps of the search for each key (default ${DEFAULT_BOUND})
  --json       the verdict, and the window of the violation, as one line of JSON
  --help

Exit code: 0 where the history is linearizable, 1 where it is not, 2 where arguments or file are wrong, 3 where the
bound was too small to tell.
`;

interface Settings {
  readonly file: string;
  readonly svg: string | undefined;
  readonly width: number;
  readonly bound: number;
  readonly json: boolean;
}

const EXIT = { linearizable: 0, violation: 1, undecided: 3 } as const;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string', default: 'map' },
      svg: { type: 'string' },
      width: { type: 'string', default: String(process.stdout.isTTY ? process.stdout.columns : 100) },
      bound: { type: 'string', default: String(DEFAULT_BOUND) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a positive integer, not ${text}`);
  return value;
}

function check<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  notation: Notation<Input, Output>,
  { file, svg, width, bound, json }: Settings,
): number {
  const operations = parseHistory(notation, readFileSync(file === '-' ? 0 : file, 'utf8'));
  const verdict = checkLinearizability(model, operations, bound);
  const window = verdict.type === 'violation' ? violationWindow(model, operations, bound) : undefined;
  if (svg !== undefined && window !== undefined) writeFileSync(svg, drawSvg(window));
  if (json) {
    const found = window === undefined ? {} : { explanation: explainWindow(window), window };
    // JSON has no infinity: an operation that never returned has null.
    print(JSON.stringify({ operations: operations.length, ...verdict, ...found }));
  } else if (verdict.type === 'linearizable') {
    print(`linearizable: ${operations.length} operations, ${verdict.steps} steps`);
  } else if (verdict.type === 'undecided') {
    print(`undecided: ${verdict.steps} steps did not suffice, on ${JSON.stringify(verdict.key)} at least; see --bound`);
  } else {
    print(`not linearizable: ${operations.length} operations`);
    if (window !== undefined) print(`\n${drawText(window, { width })}`);
  }
  return EXIT[verdict.type];
}

function main(): number {
  try {
    const { values, positionals } = readArguments();
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const [command, file, ...rest] = positionals;
    if (command !== 'check' || file === undefined || rest.length > 0)
      throw new Error('expected "check" and one file; see --help');
    const { svg, json } = values;
    const settings = {
      file,
      svg,
      json,
      width: positive('width', values.width),
      bound: positive('bound', values.bound),
    };
    if (values.model === 'map') return check(mapModel(), mapNotation, settings);
    if (values.model === 'lock') return check(locksModel(), lockNotation, settings);
    throw new Error(`there is no model ${JSON.stringify(values.model)}: map or lock`);
  } catch (error) {
    process.stderr.write(`lol-history: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

process.exitCode = main();
