import * as pulumi from "@pulumi/pulumi";

/** A program named "sample", stack "dev", whose resources exist at once. */
export async function startMocks(): Promise<void> {
  pulumi.runtime.setAllConfig({ "sample:greeting": "hello", "sample:token": "hush" }, [
    "sample:token",
  ]);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({
        id: `${name}-id`,
        state: { ...(inputs as object), name },
      }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "sample",
    "dev",
    false,
  );
}
