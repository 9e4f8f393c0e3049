export { startRuntime, type Runtime, type RuntimeOptions } from "./runtime";
