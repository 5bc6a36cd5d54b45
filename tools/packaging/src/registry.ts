import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Package, root } from './workspace.js';

const run = promisify(execFile);
const PROGRAM = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
const START_TIMEOUT = 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** How long one run of npm may take, in milliseconds. */
const NPM_TIMEOUT = 150_000;

/**
 * A registry of this project's packages on this machine. All others come from where npm gets them, and from npm's cache as far as
 * that has them: an installation of this project has put them there.
 */
export class Registry implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** @param folder is empty, and the registry's alone. */
  static async start(folder: string): Promise<Registry> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}/`;
    const config = path.join(folder, 'config.yaml');
    writeFileSync(
      config,
      [
        `storage: ${path.join(folder, 'storage')}`,
        'auth: { htpasswd: { file: ./htpasswd } }',
        'packages: { "@lolraft/*": { access: $all, publish: $all } }',
        'max_body_size: 100mb',
        'log: { type: stdout, format: pretty, level: warn }',
        '',
      ].join('\n'),
    );
    const child = spawn(process.execPath, [PROGRAM, '--config', config, '--listen', `127.0.0.1:${String(port)}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const registry = new Registry(url, child);
    try {
      await registry.#answers(() => said);
      return registry;
    } catch (error) {
      await registry[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #answers(said: () => string): Promise<void> {
    const end = performance.now() + START_TIMEOUT;
    while (performance.now() < end) {
      if (this.#child.exitCode !== null) break;
      const answer = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(50);
    }
    throw new Error(`the registry does not start:\n${said()}`);
  }

  /** Runs npm, with this registry for the packages of this project. */
  async npm(args: readonly string[], cwd: string): Promise<string> {
    const here = [`--@lolraft:registry=${this.url}`, `--${this.url.replace('http:', '')}:_authToken=anybody`];
    // A connection that says nothing is given up and tried again, well within the time for the whole.
    const network = ['--prefer-offline', '--fetch-timeout=20000', '--fetch-retries=4', '--fetch-retry-mintimeout=500'];
    const { stdout } = await run('npm', [...args, ...here, ...network, '--no-audit', '--no-fund'], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
      env: withoutNpm(process.env),
      timeout: NPM_TIMEOUT,
      killSignal: 'SIGKILL',
    });
    return stdout;
  }

  /** Packs these of the workspace as a release would, and publishes them. */
  publish(packages: readonly Package[]): Promise<string> {
    const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
    return this.npm(['publish', '--tag', 'latest', '--ignore-scripts', '--provenance=false', ...workspaces], root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

/** Without what an npm that runs us has set: its workspaces are not those meant here. What it says of registries stays. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(?!config_.*(registry|_auth|cafile|proxy))/i.test(name)),
  );
}
