export { FaultyStorage, type FaultPoint } from './faulty-storage.js';
