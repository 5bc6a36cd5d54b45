export { diskWarning, makeDataFolder } from './data-folder.js';
export { freePorts } from './ports.js';
export { ServerProcess } from './server-process.js';
