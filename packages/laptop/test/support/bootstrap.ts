import { zipSync } from "fflate";

/**
 * A bootstrap that speaks the Runtime API by Node.js alone. It answers with its process and the event, fails
 * for an event `{ fail }`, and writes a line of log for each.
 */
export const NODE_BOOTSTRAP = `#!${process.execPath}
const { AWS_LAMBDA_RUNTIME_API: api } = process.env;
const runtime = "http://" + api + "/2018-06-01/runtime/invocation/";
(async () => {
  for (;;) {
    const next = await fetch(runtime + "next");
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const event = await next.json();
    console.log("event " + JSON.stringify(event));
    const answer = event.fail
      ? { errorType: "Failed", errorMessage: event.fail }
      : { pid: process.pid, folder: process.cwd(), variables: process.env, event };
    const kind = event.fail ? "/error" : "/response";
    await fetch(runtime + id + kind, { method: "POST", body: JSON.stringify(answer) });
  }
})();
`;

/** The same by a shell and curl, as AWS's tutorial has it: it answers with the event. */
export const SHELL_BOOTSTRAP = `#!/bin/sh
set -eu
RUNTIME="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  HEADERS=$(mktemp)
  EVENT=$(curl -sS -LD "$HEADERS" "$RUNTIME/next")
  ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
  echo "handler $_HANDLER"
  curl -sS "$RUNTIME/$ID/response" -d "{\\"event\\":$EVENT}" > /dev/null
done
`;

/** A zip with a file `bootstrap` and its permissions. */
export function bootstrapZip(content: Uint8Array, mode: number): Uint8Array {
  return zipSync({ bootstrap: [content, { os: 3, attrs: ((0o100000 | mode) << 16) >>> 0 }] });
}
