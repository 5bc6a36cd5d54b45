// Plays the story, says on standard output, synchronously, what was confirmed, and is killed before the call of a number.
import { writeSync } from 'node:fs';
import { nodeFileSystem } from '../../src/file-system.js';
import { FsSnapshots } from '../../src/fs-snapshots.js';
import { watched } from '../support/faults.js';
import { story } from '../support/story.js';

const [folder = '', killBefore = ''] = process.argv.slice(2);
let calls = 0;
const fs = watched(nodeFileSystem, () => {
  if (++calls === Number(killBefore)) process.kill(process.pid, 'SIGKILL');
});
const store = new FsSnapshots(folder, { reserveBytes: 0 }, fs);
await story(store, (said) => void writeSync(1, `${said}\n`));
await store.close();
