/* oxlint-disable typescript/no-require-imports -- an import would load them at once */
import type * as esbuild from "esbuild";
import type * as managementApi from "@aws-sdk/client-apigatewaymanagementapi";
import type * as experiments from "../experiments/experiments";
import type * as lab from "../experiments/lab";

/** Modules that are slow to load and that most runs never need. */
export const lazy = {
  esbuild: () => require("esbuild") as typeof esbuild,
  managementApi: () => require("@aws-sdk/client-apigatewaymanagementapi") as typeof managementApi,
  experiments: () => require("../experiments/experiments") as typeof experiments,
  lab: () => require("../experiments/lab") as typeof lab,
};
