import { channel } from "node:diagnostics_channel";

/** A text that was parsed for a closure: of a function, or of a script with functions in it. */
export interface TextRead {
  function?: string;
  script?: string;
}

/** Whoever subscribes may have these parsed ahead of the next evaluation, through the channel "pulumi-callback:expected". */
export const textsRead = channel("pulumi-callback:read");
