export { drawSvg } from './draw-svg.js';
export { drawText } from './draw-text.js';
export { explainWindow } from './explain.js';
export { checkLinearizability, type Verdict } from './linearizability.js';
export { lockModel, locksModel, type LockInput, type LockOutput } from './locks.js';
export { perKey, type Model, type Operation } from './model.js';
export {
  mapModel,
  registerModel,
  type CellInput,
  type CellOutput,
  type MapInput,
  type MapOutput,
  type RegisterInput,
  type RegisterOutput,
} from './registers.js';
export { violationWindow, type ViolationWindow, type WindowOperation, type WindowStart } from './window.js';
