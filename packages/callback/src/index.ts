export { Callback, type CallbackArgs } from "./callback";
export type { Statement } from "./statement";
