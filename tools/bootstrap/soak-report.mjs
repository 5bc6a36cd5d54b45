// docs/soak.md: a row for each step of the soak, with the result of its last run, whenever that was.

const HEAD = '| step | what | result | when | took | figures |';

/** The rows of a report, by the name of the step. */
export function rowsOf(text) {
  const [, table = ''] = text.split(HEAD);
  const rows = table.split('\n').map((line) => [/^\| ([\w-]+) \|/.exec(line)?.[1], line]);
  return new Map(rows.filter(([name]) => name !== undefined));
}

/** `scale` is the share of each step that was run, `when` a day and what it was run on. */
function rowOf({ name, what, code, seconds, told }, scale, when) {
  const share = scale === 1 ? '' : ` at scale ${scale}`;
  const figures = told.join('; ').replaceAll('|', '\\|');
  return `| ${name} | ${what} | ${code === 0 ? 'passed' : '**failed**'}${share} | ${when} | ${seconds} s | ${figures} |`;
}

/** The report with these results, in the order of `names`. A step that was not run keeps its row. */
export function report(names, results, scale, when, before) {
  const rows = rowsOf(before);
  for (const result of results) rows.set(result.name, rowOf(result, scale, when));
  const ordered = names.flatMap((name) => rows.get(name) ?? []);
  return `# The last soak

What each step of \`npm run soak\` said last: the tests that take too long for every change. Written by \`npm run soak -- --write\`; \`--only NAME\` runs one.

${HEAD}
|---|---|---|---|---|---|
${ordered.join('\n')}
`;
}
