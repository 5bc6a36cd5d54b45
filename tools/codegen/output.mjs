// Compares generated files with a folder, and writes them there.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * One line for each file of `folder` that is missing, differs, or is not among `files`. Line ends do not count.
 * @param {string} folder
 * @param {Map<string, string>} files
 */
export function differences(folder, files) {
  const there = new Set(namesIn(folder));
  const lines = [];
  for (const [name, text] of files) {
    if (!there.has(name)) lines.push(`${name}: missing`);
    else if (readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n') !== text)
      lines.push(`${name}: stale`);
  }
  for (const name of there) if (!files.has(name)) lines.push(`${name}: not generated`);
  return lines.sort();
}

/**
 * Makes `folder` hold exactly `files`.
 * @param {string} folder
 * @param {Map<string, string>} files
 */
export function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const name of namesIn(folder)) if (!files.has(name)) rmSync(path.join(folder, name), { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
}
