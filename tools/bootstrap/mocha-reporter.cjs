// Mocha's spec output, and a summary in reports/mocha.json of the project folder for sum-tests.mjs.
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** Seconds of processor time, of this process and of those that it has started and that have ended. */
function processorSeconds() {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  try {
    // See proc_pid_stat(5): fields 16 and 17, in ticks, of which Linux shows 100 a second. The name before them may hold spaces.
    const fields = fs.readFileSync('/proc/self/stat', 'utf8').split(') ').pop().split(' ');
    return own + (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return own;
  }
}

/** How long a process may need to end after its tests, in milliseconds. */
const END_TIMEOUT = 30_000;

/** The processes begun by this one, and by those. */
function descendants(pid) {
  let children;
  try {
    children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean);
  } catch {
    return []; // it has ended, or this is not Linux
  }
  return children.flatMap((child) => [Number(child), ...descendants(child)]);
}

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
    this.summary.processorSeconds = Math.round(processorSeconds());
    this.write();
    exit(failures);
    // What a test has left running would keep this process, and all that waits for it, for ever.
    setTimeout(() => {
      const message = `left running after the tests: ${process.getActiveResourcesInfo().join(', ')}`;
      console.error(message);
      this.summary.failed += 1;
      this.summary.failures.push({ title: 'ends when its tests have ended', message });
      this.write();
      for (const pid of descendants(process.pid)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // it has ended
        }
      }
      process.exit(1);
    }, END_TIMEOUT).unref();
  }

  write() {
    const folder = path.resolve('reports');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'mocha.json'), `${JSON.stringify(this.summary, null, 2)}\n`);
  }
};
