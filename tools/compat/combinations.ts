/** Versions that a program has beside the laptop. */
export interface Combination {
  /** The major version of Node.js. */
  node: number;
  /** Versions of packages, as npm takes them. */
  packages: Record<"@pulumi/pulumi" | "@pulumi/aws" | "typescript", string>;
}

const OLDEST_PULUMI = "3.200.0";
/** The last that supports Node.js 20. */
const NODE_20_PULUMI = "3.248.0";
const OLDEST_AWS = "6.0.4";
const OLDER_AWS = "6.83.4";
const AWS = "7.48.0";

/** What is promised first and last of, and what people have in between. */
export const COMBINATIONS: readonly Combination[] = [
  combination(20, OLDEST_PULUMI, OLDEST_AWS, "5.0.4"),
  combination(20, NODE_20_PULUMI, OLDER_AWS, "5.9.3"),
  combination(20, NODE_20_PULUMI, AWS, "6.0.3"),
  combination(22, OLDEST_PULUMI, "7.2.0", "5.9.3"),
  combination(22, "latest", "latest", "6.0.3"),
  combination(24, NODE_20_PULUMI, AWS, "5.9.3"),
  combination(24, "latest", OLDER_AWS, "5.9.3"),
  combination(24, "latest", "latest", "6.0.3"),
];

/** Tried with every push. */
export const OLDEST = COMBINATIONS[0]!;

function combination(node: number, pulumi: string, aws: string, typescript: string): Combination {
  return { node, packages: { "@pulumi/pulumi": pulumi, "@pulumi/aws": aws, typescript } };
}
