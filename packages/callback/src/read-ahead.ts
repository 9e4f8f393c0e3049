import { subscribe } from "node:diagnostics_channel";
import { scopesOfText } from "./rules/scripts";
import { parsedFunction } from "./serialize/function-text";
import { resolveScopes } from "./serialize/scopes";
import type { TextRead } from "./texts-read";

// A syntax tree depends on nothing but the text: a process that waits for a program parses what the last one read.
subscribe("pulumi-callback:expected", (texts) => {
  for (const text of texts as TextRead[]) {
    if (text.script !== undefined) scopesOfText(text.script);
    const code = text.function === undefined ? undefined : parsedFunction(text.function).code;
    if (code) resolveScopes(code);
  }
});
