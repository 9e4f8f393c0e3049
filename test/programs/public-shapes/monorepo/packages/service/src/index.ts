import { written } from "@acme/protocol";

/** What the function runs, which knows nothing of Pulumi. */
export async function handler({ body }: { body: string }) {
  return { statusCode: 200, body: written("service", body) };
}
