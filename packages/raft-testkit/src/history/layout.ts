import { printable, widthOf } from './explain.js';
import type { ViolationWindow, WindowOperation } from './window.js';

/** An operation as a bar of whole columns. */
export interface Bar {
  readonly operation: WindowOperation;
  readonly text: string;
  /** First and last column. */
  readonly from: number;
  readonly to: number;
  /** Whether it goes on beyond the end of the window. */
  readonly runsOn: boolean;
}

export interface Lane {
  /** Empty where it is one more lane of the process above. */
  readonly process: string;
  readonly bars: readonly Bar[];
}

export interface Layout {
  readonly lanes: readonly Lane[];
  readonly columns: number;
  /** Times of calls and returns, and their columns. */
  readonly ticks: readonly { readonly column: number; readonly text: string }[];
  /** What the numbers in the bars stand for, where the labels have no room there. */
  readonly legend: readonly string[];
}

const GAP = 2;
/** Columns of a bar besides its text: two ends and two spaces. */
const AROUND = 4;

/**
 * Places the operations on lanes, one or more for each process, and their times on columns: in order, with room for
 * the labels, and to scale as far as there is room left. Labels that do not fit become numbers.
 */
export function layOut(window: ViolationWindow, width: number): Layout {
  const labels = window.operations.map(({ label }) => printable(label));
  const full = place(window, labels, width);
  if (full.columns <= width) return { ...full, legend: [] };
  const numbers = labels.map((_, i) => String(i + 1));
  return { ...place(window, numbers, width), legend: labels.map((label, i) => `${i + 1}: ${label}`) };
}

function place(window: ViolationWindow, texts: readonly string[], width: number): Omit<Layout, 'legend'> {
  const { operations, end } = window;
  const runsOn = ({ returned }: WindowOperation): boolean => returned > end;
  const ends = operations.filter((operation) => !runsOn(operation)).map(({ returned }) => returned);
  const times = [...new Set([...operations.map(({ called }) => called), ...ends])].sort((a, b) => a - b);
  const room = (i: number): number => widthOf(texts[i] ?? '') + AROUND;

  // The least column of each time: behind the time before, and with room for each bar that ends there.
  const least = new Map<number, number>();
  let column = -GAP;
  for (const time of times) {
    column += GAP;
    operations.forEach((operation, i) => {
      if (!runsOn(operation) && operation.returned === time)
        column = Math.max(column, (least.get(operation.called) ?? column) + room(i) - 1);
    });
    least.set(time, column);
  }
  let last = column;
  operations.forEach((operation, i) => {
    if (runsOn(operation)) last = Math.max(last, (least.get(operation.called) ?? 0) + room(i) - 1, column + GAP);
  });

  const [first = 0] = times;
  const span = (times.at(-1) ?? first) - first;
  const spare = Math.max(0, width - last - 1);
  const columnOf = (time: number): number =>
    (least.get(time) ?? 0) + (span === 0 ? 0 : Math.round((spare * (time - first)) / span));
  const columns = last + 1 + (span === 0 ? 0 : spare);
  const bars = operations.map((operation, i): Bar => {
    const open = runsOn(operation);
    const to = open ? columns - 1 : columnOf(operation.returned);
    return { operation, text: texts[i] ?? '', from: columnOf(operation.called), to, runsOn: open };
  });
  return {
    lanes: pack(bars),
    columns,
    ticks: times.map((time) => ({ column: columnOf(time), text: String(Number(time.toFixed(3))) })),
  };
}

/** Processes in the order of their first calls; a bar goes to the first lane of its process where it fits. */
function pack(bars: readonly Bar[]): Lane[] {
  const processes = new Map<string, Bar[][]>();
  for (const bar of bars) {
    const { process } = bar.operation;
    const lanes = processes.get(process) ?? [];
    processes.set(process, lanes);
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? -1) < bar.from);
    if (free === undefined) lanes.push([bar]);
    else free.push(bar);
  }
  return [...processes].flatMap(([process, lanes]) =>
    lanes.map((lane, i) => ({ process: i === 0 ? printable(process, 24) : '', bars: lane })),
  );
}
