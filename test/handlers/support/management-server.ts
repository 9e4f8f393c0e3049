import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface ManagementServer {
  /** As the environment variable MANAGEMENT_ENDPOINT names it. */
  endpoint: string;
  requests: { method: string; url: string; body: string }[];
  /** The status of every answer from now on. */
  status: number;
  close(): Promise<void>;
}

/** The management API's side of the wire: it keeps what it is asked, and answers an empty body. */
export async function startManagementServer(): Promise<ManagementServer> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      management.requests.push({ method: request.method!, url: request.url!, body });
      response.writeHead(management.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const management: ManagementServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`,
    requests: [],
    status: 200,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return management;
}
