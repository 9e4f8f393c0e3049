import { readFileSync } from "node:fs";

/** Whether Pulumi finds the packages of a closure by @npmcli/arborist, as versions to 3.248 do. */
export const hasArborist = readFileSync(
  require.resolve("@pulumi/pulumi/runtime/closure/codePaths.js"),
  "utf8",
).includes("@npmcli/arborist");
