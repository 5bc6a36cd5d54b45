import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Names of the files of snapshots below a folder, whole and begun. */
export function resources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\d+-\d+-/.test(entry.name))
    .map(({ name }) => name);
}

export const isPartial = (name: string): boolean => name.endsWith('.partial');

/** Sets environment variables that child processes inherit; returns what takes them back. */
export function withEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}

/** Bytes that a process has written to all of its files and sockets; undefined where the system does not count them. */
export function bytesWritten(pid: number | undefined): number | undefined {
  const file = `/proc/${String(pid)}/io`;
  if (!existsSync(file)) return undefined;
  return Number(/^wchar: (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]);
}

/** Bytes of snapshots that a node says in its log to have sent to others. */
export function bytesServed(log: string): number {
  return [...log.matchAll(/"bytes":(\d+),"msg":"snapshot served"/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}
