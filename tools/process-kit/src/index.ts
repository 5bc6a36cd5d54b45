export { diskWarning, makeDataFolder } from './data-folder.js';
export { freePort, freePortRange, freePorts } from './ports.js';
export { ServerProcess } from './server-process.js';
