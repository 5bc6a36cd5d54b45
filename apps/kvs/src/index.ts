export { KvsApp, type KvsAppOptions } from './app.js';
export { serve, type Server } from './serve/serve.js';
export { checkSettings, type Settings } from './serve/settings.js';
