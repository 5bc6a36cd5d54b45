export { addConnectionOptions, connectionOf, type Connection, type ConnectionOptions } from './connection.js';
export { EXIT, runToExit } from './exit.js';
export { milliseconds, wholeNumber } from './numbers.js';
export { describeFailure, isTold, type ToldError } from './failure.js';
export { table } from './table.js';
export { endWithReader, print, processTerminal, type Terminal } from './terminal.js';
export { isHealthy, plainAnswer, statusTable } from './status-table.js';
export { survey, type NodeAnswer, type StatusClient, type Survey } from './survey.js';
export { LocalFileError } from './local-file-error.js';
