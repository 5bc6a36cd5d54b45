// Found by mocha from every project folder. Compiled tests run with source maps, so stack traces name the .ts files.
const path = require('node:path');

module.exports = {
  reporter: path.join(__dirname, 'tools/bootstrap/mocha-reporter.cjs'),
  'node-option': ['enable-source-maps'],
  timeout: 10_000,
  'forbid-only': Boolean(process.env.CI),
};
