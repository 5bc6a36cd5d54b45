// What `npm start` runs: a cluster on this machine, for a person who tries it, or the demo.
import { runInteractive, runLocal } from '@lolraft/node-kit/local';
import { runDemo } from './demo.js';
import { LOCAL_KVS, parseOptions } from './local-kvs.js';

const options = parseOptions(process.argv.slice(2));
await runLocal(() => (options.demo ? runDemo(options) : runInteractive(LOCAL_KVS, options)));
