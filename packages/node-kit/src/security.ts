import { readFileSync } from 'node:fs';
import process from 'node:process';
import { InvalidArgumentError, type Transport } from '@lolraft/raft-core';
import { parseAccessFile, WatchedFiles } from '@lolraft/transport-kit';
import type { AccessPolicy, ReloadOptions, TlsOptions } from '@lolraft/transport-ws';
import type { Logger } from 'pino';
import type { Settings } from './settings.js';

export interface ReloadableTransport extends Transport {
  reload(options: ReloadOptions): void;
}

/** What files say of who is who; never logged. */
export interface Secrets {
  readonly tls: TlsOptions | undefined;
  readonly access: AccessPolicy | undefined;
}

/** @throws {InvalidArgumentError} that names the setting whose file cannot be used. */
export function readSecrets(settings: Settings): Secrets {
  const { tlsCert, tlsKey, tlsCa, tlsNodeName, tlsRequire, accessFile } = settings;
  const access = accessFile === undefined ? undefined : parseAccessFile(readText('accessFile', accessFile));
  if (tlsCert === undefined || tlsKey === undefined) return { tls: undefined, access };
  const tls = {
    cert: readText('tlsCert', tlsCert),
    key: readText('tlsKey', tlsKey),
    require: tlsRequire,
    ...(tlsCa === undefined ? undefined : { ca: readText('tlsCa', tlsCa) }),
    ...(tlsNodeName === undefined ? undefined : { nodeName: tlsNodeName }),
  };
  return { tls, access };
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Somebody who goes on with other certificates, or another policy, from now on. @throws {InvalidArgumentError} and goes on as before. */
export type Reload = (secrets: Secrets) => void;

export interface Follower {
  close(): Promise<void>;
}

/**
 * Goes on with what the files say whenever one of them changes, and on SIGHUP. What cannot be used is told, and the node goes
 * on with what it had. Undefined where there is no file to follow.
 */
export function followSecrets(settings: Settings, reloads: readonly Reload[], log: Logger): Follower | undefined {
  const files = [settings.tlsCert, settings.tlsKey, settings.tlsCa, settings.accessFile].filter(
    (file) => file !== undefined,
  );
  if (files.length === 0) return undefined;
  const watched = new WatchedFiles(
    files,
    async () => {
      const secrets = readSecrets(settings);
      for (const reload of reloads) reload(secrets);
      log.info({ files }, 'certificates and access file read anew');
    },
    (error) => {
      const why = error instanceof Error ? error.message : String(error);
      log.error({ files, why }, 'certificates and access file cannot be used: the node goes on with what it had');
    },
  );
  const onHangUp = (): void => void watched.reload();
  process.on('SIGHUP', onHangUp);
  return {
    close() {
      process.off('SIGHUP', onHangUp);
      return watched.close();
    },
  };
}
