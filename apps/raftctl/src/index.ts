export { changesTo } from "./membership/plan.js";
