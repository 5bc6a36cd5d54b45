export { numberIn, parseOptionsOnly, type Range, UsageError } from './arguments.js';
export { diskWarning, makeDataFolder } from './data-folder.js';
export { freePort, freePortRange, freePorts } from './ports.js';
export { Random } from './random.js';
export { ServerProcess } from './server-process.js';
