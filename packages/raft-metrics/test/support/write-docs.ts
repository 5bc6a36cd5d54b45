// Writes the table of metrics into docs/metrics.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { withTable } from './table.js';

const file = new URL('../../../../../docs/metrics.md', import.meta.url);
writeFileSync(file, withTable(readFileSync(file, 'utf8')));
