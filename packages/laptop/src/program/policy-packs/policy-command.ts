interface Checked {
  stack: string;
  /** The folder of the program. */
  program: string;
  policyPacks: string[] | undefined;
}

/** The command that lists the findings of a program. */
export function policyCommand({ stack, program, policyPacks = [] }: Checked): string {
  return [
    "npx pulumi-laptop policy",
    ...(stack === "dev" ? [] : ["--stack", stack]),
    ...(program === "." ? [] : ["--program", program]),
    ...policyPacks.flatMap((folder) => ["--policy-pack", folder]),
  ].join(" ");
}
