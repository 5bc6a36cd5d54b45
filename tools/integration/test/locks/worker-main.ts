import { writeSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Section } from './support/sections.js';
import { Worker, type WorkerSettings } from './support/worker.js';

export type WorkerSaid =
  | { readonly type: 'section'; readonly section: Section }
  /** It is in a section, and stays there until it has lost it. */
  | { readonly type: 'staying'; readonly lock: string }
  | { readonly type: 'done' };

const say = (said: WorkerSaid): void => void writeSync(1, `${JSON.stringify(said)}\n`);
const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
await using worker = new Worker(settings, (section) => say({ type: 'section', section }));

// `stay`: in the next section, until it is lost; `end`: after the section that is under way, and one more of each lock.
let told = '';
const input = createInterface({ input: process.stdin }).on('line', (line) => (told = line));
const [first = ''] = settings.names;
while (told !== 'end') {
  let looks = 0;
  let stays = false;
  await worker.once(first, () => {
    if (told === 'stay') {
      told = '';
      stays = true;
      say({ type: 'staying', lock: first });
    }
    return !stays && ++looks > 5;
  });
}
await worker.onceEach();
say({ type: 'done' });
input.close();
process.stdin.destroy();
