import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, rm, unlink } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, StorageLockedError, UnavailableError } from '@lolraft/raft-core';

/**
 * Where apps connect: a Unix domain socket, or TCP on loopback where there are none. The folder of `path` has to belong to this user
 * alone; it is made where it is not there. Without a path, the socket is in a new temporary folder.
 */
export type ListenOption =
  | { readonly type: 'unix'; readonly path?: string }
  | { readonly type: 'tcp'; readonly port?: number };

export interface Endpoint {
  /** As apps are told it: `unix:/path` or `tcp:127.0.0.1:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** What `sockaddr_un` holds on the systems that hold least, with the zero at its end. */
const MAX_PATH_BYTES = 103;

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function listening(server: net.Server, options: net.ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/** Whether somebody listens there. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** @throws {InvalidArgumentError} where others than this user may look into the folder. */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = await lstat(folder);
  const user = process.getuid?.();
  if (user === undefined) return;
  if (uid !== user) throw new InvalidArgumentError(`the folder ${folder} of the app's socket belongs to another user`);
  if ((mode & 0o077) !== 0)
    throw new InvalidArgumentError(
      `the folder ${folder} of the app's socket is open to others (mode ${(mode & 0o777).toString(8)}): it must be 700`,
    );
}

/** Removes what a node that was killed has left. @throws {StorageLockedError} where another one listens. */
async function makeWay(socketPath: string): Promise<void> {
  try {
    if (!(await lstat(socketPath)).isSocket())
      throw new InvalidArgumentError(`${socketPath} is there already, and is no socket`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (await answers(socketPath)) throw new StorageLockedError(`another node listens at ${socketPath}`);
  await unlink(socketPath);
}

async function listenUnix(server: net.Server, wanted: string | undefined): Promise<Endpoint> {
  if (wanted !== undefined) return listenAt(server, wanted);
  const folder = await mkdtemp(path.join(tmpdir(), 'lol-app-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const endpoint = await listenAt(server, path.join(folder, 'app.sock'));
    return { address: endpoint.address, close: () => endpoint.close().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function listenAt(server: net.Server, wanted: string): Promise<Endpoint> {
  const socketPath = path.resolve(wanted);
  if (Buffer.byteLength(socketPath) > MAX_PATH_BYTES)
    throw new InvalidArgumentError(`the path ${socketPath} is over ${MAX_PATH_BYTES} bytes, too long for a socket`);
  await ownFolder(path.dirname(socketPath));
  await makeWay(socketPath);
  await listening(server, { path: socketPath });
  // The folder keeps others out before that.
  await chmod(socketPath, 0o600);
  return {
    address: `unix:${socketPath}`,
    close: () => closed(server),
  };
}

async function listenTcp(server: net.Server, port: number): Promise<Endpoint> {
  await listening(server, { host: '127.0.0.1', port });
  const { port: given } = server.address() as net.AddressInfo;
  return { address: `tcp:127.0.0.1:${given}`, close: () => closed(server) };
}

/** @throws {RaftError} that says what to do. */
export async function openEndpoint(server: net.Server, option: ListenOption): Promise<Endpoint> {
  try {
    return option.type === 'unix' ? await listenUnix(server, option.path) : await listenTcp(server, option.port ?? 0);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UnavailableError(`apps cannot be listened for: ${(error as Error).message}`, 'not_applied', error);
  }
}

/** What only those know who were given it: 128 bits as hexadecimal digits. */
export function drawToken(): string {
  return randomBytes(16).toString('hex');
}
