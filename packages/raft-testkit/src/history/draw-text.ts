import { explainWindow, widthOf } from './explain.js';
import { layOut, type Bar } from './layout.js';
import type { ViolationWindow } from './window.js';

const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 20;

function drawBar({ operation, text, from, to, runsOn }: Bar): string {
  const [left, line, right] = operation.needed ? ['┣', '━', '┫'] : ['├', '─', '┤'];
  const room = to - from - 1 - widthOf(text) - 2;
  const before = Math.floor(room / 2);
  return `${left}${line.repeat(before)} ${text} ${line.repeat(room - before)}${runsOn ? '▷' : right}`;
}

/** A row with texts at columns; one that would run into the one before is left out. */
function row(texts: readonly { readonly column: number; readonly text: string }[]): string {
  let line = '';
  let length = 0;
  for (const { column, text } of texts) {
    if (length > 0 && column <= length) continue;
    line += ' '.repeat(column - length) + text;
    length = column + widthOf(text);
  }
  return line;
}

/**
 * The window as lines of text: a timeline with one row or more for each process, and a sentence that explains it.
 * @param options.width columns to fill; labels that have no room become numbers with a legend. Default: 100.
 */
export function drawText(window: ViolationWindow, options: { readonly width?: number } = {}): string {
  const names = window.operations.map(({ process }) => process);
  const margin = Math.max(0, ...layOut(window, LEAST_WIDTH).lanes.map(({ process }) => widthOf(process)));
  const indent = names.every((name) => name === '') ? 0 : margin + 1;
  const { lanes, ticks, legend } = layOut(window, Math.max(LEAST_WIDTH, (options.width ?? DEFAULT_WIDTH) - indent));
  const head = (process: string): string => process + ' '.repeat(indent - widthOf(process));
  const alone = window.operations.filter(({ needed }) => needed).length === 1;
  const keys = [alone ? '━ cannot be explained' : '━ contradicts the others'];
  if (window.operations.some(({ needed }) => !needed)) keys.push('─ may have taken effect, or not');
  if (lanes.some(({ bars }) => bars.some(({ runsOn }) => runsOn))) keys.push('▷ did not return in time');
  return [
    ...lanes.map(({ process, bars }) =>
      (head(process) + row(bars.map((bar) => ({ column: bar.from, text: drawBar(bar) })))).trimEnd(),
    ),
    `${head('')}${row(ticks)}`,
    ...legend,
    '',
    keys.join('   '),
    explainWindow(window),
  ].join('\n');
}
