import type * as network from "./network";

/** The network of the stack's functions, if the settings ask for one. */
export function networkFor(
  settings: network.NetworkArgs & { vpc: boolean },
): network.Network | undefined {
  return settings.vpc ? new (loadNetwork().Network)("network", settings) : undefined;
}

/** Its packages take time to load, which a stack without a VPC need not spend. */
function loadNetwork(): typeof network {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only `require` loads now and not before
  return require("./network") as typeof network;
}
