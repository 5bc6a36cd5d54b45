import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KVS } from '@lolraft/kvs';
import { LOCK, type LockSettings } from '@lolraft/lock';
import { environmentName, type NodeApp, type Settings, settingsOf } from '@lolraft/node-kit';
import { checkSettings } from '@lolraft/node-kit/node';
import { root } from '../../../src/workspace.js';

/** An app, and the files that deploy it: those of all apps have the same names, and keep the same promises. */
export interface Deployed {
  readonly name: string;
  /** Its folder `deploy`, with a slash at the end. */
  readonly folder: string;
  /** What its place, user and folders are called on a machine with systemd. */
  readonly systemName: string;
  /** Its nodes in the Compose file keep their snapshots in a bucket. */
  readonly hasBucket: boolean;
  file(name: string): string;
  /** The variable of a setting, such as `ID`. */
  variable(setting: string): string;
  /** What `serve` makes of these variables. @throws on one that begins as the app's do and is no setting, and on what is wrong. */
  settings(environment: Readonly<Record<string, string>>): Settings & Partial<LockSettings>;
}

/** Of the client commands. */
const OF_CLIENTS = ['ENDPOINTS'];

function deployed<App extends object>(
  app: NodeApp<App>,
  { systemName, hasBucket }: Pick<Deployed, 'systemName' | 'hasBucket'>,
): Deployed {
  const { name, variables } = app;
  const keys = new Map(settingsOf(app).map((setting) => [environmentName(variables, setting), setting.key]));
  const folder = path.join(root, 'apps', name, 'deploy/');
  const variable = (setting: string): string => `${variables}_${setting}`;
  return {
    name,
    folder,
    systemName,
    hasBucket,
    file: (file) => readFileSync(path.join(folder, file), 'utf8'),
    variable,
    settings(environment) {
      const given: Record<string, string> = {};
      for (const [one, value] of Object.entries(environment)) {
        if (!one.startsWith(variable('')) || OF_CLIENTS.map(variable).includes(one)) continue;
        const key = keys.get(one);
        if (key === undefined) throw new Error(`${one} is no setting`);
        given[key] = value;
      }
      return checkSettings(app, given);
    },
  };
}

export const APPS: readonly Deployed[] = [
  deployed(KVS, { systemName: 'kvs', hasBucket: true }),
  deployed(LOCK, { systemName: 'lol-lock', hasBucket: false }),
];
