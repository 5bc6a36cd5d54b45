// npm run api: writes down the public API of each package, as it is.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { apiReports, REPORTS } from './api-report.js';
import { publishedPackages, root } from './workspace.js';

mkdirSync(REPORTS, { recursive: true });
for (const [, { file, isFresh, problems }] of apiReports(publishedPackages(), true)) {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
  if (!isFresh) process.stdout.write(`${path.relative(root, file)} has changed\n`);
}
