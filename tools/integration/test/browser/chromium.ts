import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The command of an installed Chromium. */
export function findChromium(): string | undefined {
  return NAMES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0);
}

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The document at `url` as it is once the page has loaded, with everything that it loads. */
export async function loadedDocument(chromium: string, url: string, bound: number): Promise<string> {
  const profile = await mkdtemp(path.join(tmpdir(), 'lol-browser-'));
  try {
    return await new Promise((resolve, reject) => {
      execFile(
        chromium,
        [...QUIET, `--user-data-dir=${profile}`, '--dump-dom', url],
        { timeout: bound, killSignal: 'SIGKILL' },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(`${error.message}\n${stderr}`));
        },
      );
    });
  } finally {
    // Helpers of the browser may still be writing.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
