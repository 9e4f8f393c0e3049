import { callbackFactory } from "./closure";

// The file that one writes by hand, to have it bundled: what the closure is compared with.
export const handler = callbackFactory();
