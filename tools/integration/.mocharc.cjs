// The files of tests are independent, and many of them wait: two at a time.
module.exports = { ...require('../../.mocharc.cjs'), parallel: true, jobs: 2 };
