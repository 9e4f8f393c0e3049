/* eslint-disable @typescript-eslint/no-require-imports -- only `require` loads at the call */
import type * as esbuild from "esbuild";
import type * as managementApi from "@aws-sdk/client-apigatewaymanagementapi";
import type * as experiments from "../experiments/experiments";
import type * as lab from "../experiments/lab";

/** Code that takes a moment to load and that most runs do without. */
export const lazy = {
  esbuild: () => require("esbuild") as typeof esbuild,
  managementApi: () => require("@aws-sdk/client-apigatewaymanagementapi") as typeof managementApi,
  experiments: () => require("../experiments/experiments") as typeof experiments,
  lab: () => require("../experiments/lab") as typeof lab,
};
