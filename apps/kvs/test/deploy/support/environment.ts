import { checkSettings, environmentName, type Settings, settingsOf as listOf } from '@lolraft/node-kit';
import { KVS } from '../../../src/node-app.js';

const KEYS = new Map(listOf(KVS).map((setting) => [environmentName(KVS.variables, setting), setting.key]));

/** What `kvs serve` makes of these variables. @throws on one that begins with KVS_ and is no setting, and on what is wrong. */
export function settingsOf(environment: Readonly<Record<string, string>>): Settings {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('KVS_')) continue;
    const key = KEYS.get(name);
    if (key === undefined) throw new Error(`${name} is no setting`);
    given[key] = value;
  }
  return checkSettings(KVS, given);
}
