export { checkLinearizability, type Verdict } from './linearizability.js';
export {
  lockModel,
  type LockInput,
  type Model,
  type Operation,
  registerModel,
  type RegisterInput,
  type RegisterOutput,
} from './model.js';
