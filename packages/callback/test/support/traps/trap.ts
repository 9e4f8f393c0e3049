import type { Form, Serialized } from "../in-lambda";

/** A closure that Lambda runs otherwise than the program would. */
export interface Trap extends Form {
  finds: Found;
  /** What the program does after the closure was serialized. */
  later?: () => void;
  /** What is wrong without the finding, if it is not that the answer differs. */
  isWrong?: (serialized: Serialized, bundle: () => Promise<string>) => boolean | Promise<boolean>;
}

/** The finding, word for word. */
export interface Found {
  severity?: "warning";
  rule: string;
  name: string;
  message: string;
  /** Where, if not in the trap's own file. */
  file?: string;
  /** The line that is named holds this, and is the first one of the trap that does. Usually it is the closure's. */
  line?: string;
}

/** Whether the closure cannot be bundled, for this reason. */
export function isRefused(bundle: () => Promise<string>, reason: string): Promise<boolean> {
  return bundle().then(
    () => false,
    (error: Error) => error.message.includes(reason),
  );
}
