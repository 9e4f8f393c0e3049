export { Callback } from "./callback";
export type { CallbackArgs, LambdaContext } from "./callback-args";
export type { Statement } from "./statement";
