import type * as network from "./network";

/** The network of the stack's functions, or nothing if they run outside a VPC. */
export function networkFor(
  settings: network.NetworkArgs & { vpc: boolean },
): network.Network | undefined {
  return settings.vpc ? new (loadNetwork().Network)("network", settings) : undefined;
}

/** @pulumi/awsx is slow to load, so stacks without a VPC never load it. */
function loadNetwork(): typeof network {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load it at once
  return require("./network") as typeof network;
}
