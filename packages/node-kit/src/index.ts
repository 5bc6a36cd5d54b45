export type { AppHttp, Composition, NodeApp } from './node-app.js';
export type { HttpCaller } from './http-access.js';
export { environmentName, type Setting, type Settings } from './settings.js';
export { settingsOf } from './setting-list.js';
export { checkSettings } from './check-settings.js';
export { choice, text, whole, type Given } from './given.js';
export { readSettings, serveCommand } from './command.js';
export { serve, type Server } from './serve.js';
export { onFile, readFile } from './restore-file.js';
