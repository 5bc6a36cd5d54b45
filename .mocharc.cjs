// Found by mocha from every project folder. Compiled tests run with source maps, so stack traces name the .ts files.
const path = require('node:path');

module.exports = {
  reporter: path.join(__dirname, 'tools/bootstrap/mocha-reporter.cjs'),
  'node-option': ['enable-source-maps'],
  // Only tells a test that hangs: no test takes nearly as long, but what takes seconds takes many where the machine is busy.
  timeout: 60_000,
  'forbid-only': Boolean(process.env.CI),
};
