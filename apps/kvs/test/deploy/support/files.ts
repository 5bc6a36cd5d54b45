import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../../../', import.meta.url));
export const DEPLOY = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

export function deployFile(name: string): string {
  return readFileSync(`${DEPLOY}${name}`, 'utf8');
}
