// Sums reports/mocha.json of all projects. Last line: `N passed, N failed` (`, N skipped` when there are any).
// A project that has tests but left no report counts as one failure.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolders, root, testSources } from './projects.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const times = [];
for (const project of projectFolders()) {
  if (testSources(project).length === 0) continue;
  const name = path.relative(root, project);
  const file = path.join(project, 'reports', 'mocha.json');
  let report;
  try {
    report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    report = undefined;
  }
  if (report === undefined) {
    total.failed += 1;
    failures.push(`${name}: no test report: it did not build, or its run broke off`);
    continue;
  }
  for (const key of Object.keys(total)) total[key] += report[key];
  times.push({ name, seconds: report.processorSeconds ?? 0 });
  for (const { title, message } of report.failures) failures.push(`${name}: ${title}\n    ${message.split('\n')[0]}`);
}
if (failures.length > 0) console.log(`\nFailures:\n${failures.map((failure) => `  ${failure}`).join('\n')}\n`);
// What to look at first where the tests take too long.
times.sort((a, b) => b.seconds - a.seconds);
const most = times.slice(0, 12).map(({ name, seconds }) => `${name} ${seconds}`);
const sum = times.reduce((seconds, each) => seconds + each.seconds, 0);
console.log(`Processor seconds: ${sum}, of them ${most.join(', ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
