import { explainWindow, widthOf } from './explain.js';
import { layOut, type Bar } from './layout.js';
import type { ViolationWindow } from './window.js';

/** Pixels. A column is a little wider than a character of the font, so that text fits where the layout says it does. */
const COLUMN = 8.5;
const LANE = 34;
const BAR = 24;
const MARGIN = 16;
const LINE = 20;
const COLUMNS = 100;

const STYLE = `
    svg { color-scheme: light dark; background: #fff; color: #1c2430; }
    text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: currentColor; }
    .bar { fill: #e6eaf0; stroke: #7d8899; }
    .needed { fill: #ffe1dc; stroke: #c0301c; stroke-width: 2; }
    .tick { stroke: #c9d0da; stroke-dasharray: 2 3; }
    .time, .process { opacity: .75; }
    @media (prefers-color-scheme: dark) {
      svg { background: #14181f; color: #e4e8ee; }
      .bar { fill: #2a323e; stroke: #8793a6; }
      .needed { fill: #55201a; stroke: #ff8a75; }
      .tick { stroke: #39424f; }
    }`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

/** At most two decimals, so that no engine prints it otherwise. */
function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function drawBar({ operation, text, from, to, runsOn }: Bar, left: number, top: number): string[] {
  const [x, right, y] = [left + from * COLUMN, left + (runsOn ? to + 1 : to) * COLUMN, top + (LANE - BAR) / 2];
  // What runs on has a point instead of an end.
  const edge = runsOn
    ? `H${px(right - BAR / 2)} L${px(right)} ${px(y + BAR / 2)} L${px(right - BAR / 2)} ${px(y + BAR)}`
    : `H${px(right)} V${px(y + BAR)}`;
  const middle = px((x + right) / 2);
  return [
    `<path class="bar${operation.needed ? ' needed' : ''}" d="M${px(x)} ${px(y)} ${edge} H${px(x)} Z"/>`,
    `<text x="${middle}" y="${px(y + BAR / 2 + 4.5)}" text-anchor="middle">${escaped(text)}</text>`,
  ];
}

/** Words on lines of at most so many characters. */
function wrapped(text: string, limit: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= limit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The window as a self-contained SVG document: what contradicts is red, what may have taken effect or not is grey. */
export function drawSvg(window: ViolationWindow): string {
  const { lanes, columns, ticks, legend } = layOut(window, COLUMNS);
  const longest = Math.max(0, ...lanes.map(({ process }) => widthOf(process)));
  const left = MARGIN + (longest === 0 ? 0 : (longest + 1) * COLUMN);
  const width = left + columns * COLUMN + MARGIN;
  const bottom = MARGIN + lanes.length * LANE;
  const sentence = explainWindow(window);
  const words = [...legend, ...wrapped(sentence, Math.floor((width - 2 * MARGIN) / COLUMN))];
  const height = bottom + LINE * (words.length + 2) + MARGIN;
  let free = -Infinity;
  const times = ticks.flatMap(({ column, text }) => {
    const x = left + column * COLUMN;
    const line = `<line class="tick" x1="${px(x)}" y1="${px(MARGIN)}" x2="${px(x)}" y2="${px(bottom)}"/>`;
    if (x < free) return [line];
    free = x + (text.length + 1) * COLUMN;
    return [line, `<text class="time" x="${px(x)}" y="${px(bottom + LINE)}" text-anchor="middle">${text}</text>`];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img">`,
    `  <title>${escaped(sentence)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    ...times,
    ...lanes.flatMap(({ process, bars }, i) => {
      const top = MARGIN + i * LANE;
      const name = `<text class="process" x="${MARGIN}" y="${px(top + LANE / 2 + 4.5)}">${escaped(process)}</text>`;
      return [...(process === '' ? [] : [name]), ...bars.flatMap((bar) => drawBar(bar, left, top))];
    }),
    ...words.map((line, i) => `<text x="${MARGIN}" y="${px(bottom + LINE * (i + 3))}">${escaped(line)}</text>`),
    '</svg>',
    '',
  ].join('\n');
}
