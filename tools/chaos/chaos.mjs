// npm run chaos: builds what it needs, then runs it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../bootstrap/install.mjs';
import { nx } from '../bootstrap/nx.mjs';

installIfNeeded();
const status = nx(['run', '@lolraft/tool-chaos:build', '--output-style=static'], { quietUnlessFailed: true });
if (status !== 0) process.exit(status);

const main = path.join(path.dirname(fileURLToPath(import.meta.url)), 'dist/src/main.js');
const child = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends Ctrl-C to the child as well, which then ends what it has started; what is sent to this process alone is passed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
