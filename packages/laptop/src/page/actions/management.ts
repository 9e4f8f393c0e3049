import type { Credentials } from "../../iam/access/credentials";
import { ActionError } from "./actions";
import { lazy } from "../lazy-modules";

/** Calls DeleteConnection, signed, as an operator would. */
export async function deleteConnection(
  connectionId: string,
  { url, region, administrator }: { url: string; region: string; administrator: Credentials },
): Promise<void> {
  const { ApiGatewayManagementApiClient, DeleteConnectionCommand } = lazy.managementApi();
  const { accessKeyId, secretAccessKey, sessionToken } = administrator;
  const client = new ApiGatewayManagementApiClient({
    endpoint: url.replace(/^ws/, "http"),
    region,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
  });
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
  } catch (error) {
    const { name, message } = error as Error;
    throw new ActionError(`DeleteConnection answered ${name}: ${message}`);
  } finally {
    client.destroy();
  }
}
