// Mocha's spec output, and a summary in reports/mocha.json of the project folder for sum-tests.mjs.
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

module.exports = class SpecAndSummary extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.summary = { passed: 0, failed: 0, skipped: 0, failures: [] };
    runner.on(EVENT_TEST_PASS, () => {
      this.summary.passed += 1;
    });
    runner.on(EVENT_TEST_PENDING, () => {
      this.summary.skipped += 1;
    });
    // A failing hook arrives here too.
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      this.summary.failed += 1;
      this.summary.failures.push({ title: test.fullTitle(), message: String(error?.message ?? error) });
    });
  }

  // Mocha calls this when all tests have run.
  done(failures, exit) {
    const folder = path.resolve('reports');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'mocha.json'), `${JSON.stringify(this.summary, null, 2)}\n`);
    exit(failures);
  }
};
