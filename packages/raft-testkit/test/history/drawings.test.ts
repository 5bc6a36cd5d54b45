import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  drawSvg,
  drawText,
  explainWindow,
  mapModel,
  registerModel,
  violationWindow,
  type ViolationWindow,
} from '../../src/history/index.js';
import { get, put } from './support/operations.js';
import { stories } from './support/stories.js';

const WIDTH = 90;

/** The drawings are files that a reviewer can look at. UPDATE=1 writes them anew. */
function isDrawnAs(file: string, drawing: string): void {
  const path = new URL(`../../../test/history/drawings/${file}`, import.meta.url);
  if (process.env['UPDATE'] === '1') writeFileSync(path, drawing);
  expect(drawing).to.equal(readFileSync(path, 'utf8'));
}

function windowOfKey(key: string, value: string, process: string): ViolationWindow {
  const window = violationWindow(mapModel(), [
    { input: { type: 'put', key, value }, output: {}, called: 0, returned: 1, process },
    { input: { type: 'get', key }, output: { value: null }, called: 2, returned: 3, process },
  ]);
  if (window === undefined) throw new Error('no violation');
  return window;
}

describe('the drawing of a violation', () => {
  for (const [name, windowOf] of Object.entries(stories)) {
    it(`tells of ${name} in text`, () => {
      isDrawnAs(`${name}.txt`, `${drawText(windowOf(), { width: WIDTH })}\n`);
    });
  }

  it('has numbers and a legend where there is little room', () => {
    isDrawnAs('split-brain.narrow.txt', `${drawText(stories['split-brain']!(), { width: 30 })}\n`);
  });

  it('tells in SVG', () => {
    isDrawnAs('reads-go-back.svg', drawSvg(stories['reads-go-back']!()));
  });

  it('fills its width and no more', () => {
    for (const windowOf of Object.values(stories)) {
      for (const width of [60, 90, 140]) {
        const [first = '', ...lines] = drawText(windowOf(), { width }).split('\n');
        const bars = [first, ...lines.slice(0, lines.indexOf(''))].filter((line) => /[┫┤▷]/.test(line));
        expect(Math.max(...bars.map((line) => line.length))).to.equal(width);
      }
    }
  });

  it('keeps what clients wrote on its line, in both', () => {
    const window = windowOfKey('x\n<y>', '"\u001b[31m</text><script>&\u202e', 'p\u0000<b>');
    const text = drawText(window, { width: WIDTH });
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).to.include('x\\u{a}<y>');
    const svg = drawSvg(window);
    expect(svg).to.not.match(/[\u0000-\u0009\u000b-\u001f\u202e]|<script|<b>|<y>/);
    expect(svg).to.include('&lt;/text&gt;&lt;script&gt;&amp;');
  });

  it('shortens what is too long', () => {
    const window = windowOfKey('k', 'v'.repeat(5000), 'p'.repeat(5000));
    for (const line of drawText(window, { width: WIDTH }).split('\n').slice(0, 3))
      expect(line.length).to.be.at.most(WIDTH);
    expect(explainWindow(window).length).to.be.lessThan(500);
  });

  it('is the same each time', () => {
    const window = stories['lost-update']!();
    expect(drawText(window)).to.equal(drawText(stories['lost-update']!()));
    expect(drawSvg(window)).to.equal(drawSvg(stories['lost-update']!()));
  });
});

describe('the window of a violation', () => {
  it('is none where there is no violation', () => {
    expect(violationWindow(registerModel(), [put('a', 1, [0, 1]), get('b', 1, [2, 3])])).to.equal(undefined);
  });

  it('leaves out what changes nothing, and counts it', () => {
    const window = stories['stale-read-of-long-ago']!();
    expect(window.operations.map(({ label, needed }) => [label, needed])).to.deep.equal([
      ['put 61 → ok', true],
      ['get → 1', true],
    ]);
    expect(window.starts).to.deep.equal([{ state: '1', done: [] }]);
    expect(window.others).to.equal(59);
  });

  it('is one operation against the states before it, where there are no steps for more', () => {
    const operations = Array.from({ length: 40 }, (_, i) => put('a', i + 1, [i, i + 0.5]));
    const window = violationWindow(registerModel(), [...operations, get('b', 1, [50, 51])], 60);
    expect(window?.operations.map(({ label }) => label)).to.deep.equal(['get → 1']);
    expect(window?.starts).to.deep.equal([{ state: '40', done: [] }]);
  });

  it('names the operations by their places in the whole history', () => {
    const window = violationWindow(mapModel(), [
      { input: { type: 'put', key: 'x', value: 'a' }, output: {}, called: 0, returned: 1 },
      { input: { type: 'put', key: 'y', value: 'a' }, output: {}, called: 0, returned: 1 },
      { input: { type: 'get', key: 'x' }, output: { value: 'a' }, called: 2, returned: 3 },
      { input: { type: 'get', key: 'y' }, output: { value: null }, called: 2, returned: 3 },
    ]);
    expect(window?.key).to.equal('y');
    expect(window?.operations.map(({ index }) => index)).to.deep.equal([1, 3]);
  });
});
