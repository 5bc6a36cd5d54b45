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

/** A registry of npm packages on this machine: what is published to it is there alone, everything else comes from where npm gets it. */
export class Registry implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #npmrc: string;

  private constructor(url: string, child: ChildProcess, npmrc: string) {
    this.url = url;
    this.#child = child;
    this.#npmrc = npmrc;
  }

  /** @param folder is empty, and the registry's alone. */
  static async start(folder: string): Promise<Registry> {
    mkdirSync(folder, { recursive: true });
    const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: folder });
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}/`;
    const config = path.join(folder, 'config.yaml');
    writeFileSync(
      config,
      [
        `storage: ${path.join(folder, 'storage')}`,
        'auth: { htpasswd: { file: ./htpasswd } }',
        `uplinks: { upstream: { url: ${JSON.stringify(stdout.trim())}, maxage: 60m } }`,
        'packages:',
        '  "@lolraft/*": { access: $all, publish: $all }',
        '  "**": { access: $all, proxy: upstream }',
        'max_body_size: 100mb',
        'log: { type: stdout, format: pretty, level: warn }',
        '',
      ].join('\n'),
    );
    const npmrc = path.join(folder, 'npmrc');
    writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${String(port)}/:_authToken=anybody\n`);
    const child = spawn(process.execPath, [PROGRAM, '--config', config, '--listen', `127.0.0.1:${String(port)}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const registry = new Registry(url, child, npmrc);
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

  /** Runs npm against this registry. */
  async npm(args: readonly string[], cwd: string): Promise<string> {
    const { stdout } = await run('npm', [...args, '--userconfig', this.#npmrc, '--no-audit', '--no-fund'], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
      env: withoutNpm(process.env, this.url),
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

/** Without what an npm that runs us has set: its registry and workspaces are not those meant here. */
function withoutNpm(env: NodeJS.ProcessEnv, registry: string): NodeJS.ProcessEnv {
  const rest = Object.entries(env).filter(([name]) => !/^npm_/i.test(name));
  return { ...Object.fromEntries(rest), npm_config_registry: registry };
}
