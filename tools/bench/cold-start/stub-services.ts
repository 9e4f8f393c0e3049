import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// DynamoDB and the management API, as far as the first events need them. A process of its own, so that
// its work is not measured. It ends with the process that forked it.
const TWO_CONNECTIONS = JSON.stringify({
  Items: ["first", "second"].map((id) => ({ connectionId: { S: id }, connectedAt: { N: "1" } })),
  Count: 2,
  ScannedCount: 2,
});

const server = createServer((request, response) => {
  const operation = request.headers["x-amz-target"];
  request.resume().on("end", () => {
    if (operation === undefined) return response.end();
    response.setHeader("content-type", "application/x-amz-json-1.0");
    return response.end(String(operation).endsWith(".Scan") ? TWO_CONNECTIONS : "{}");
  });
});

server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("disconnect", () => process.exit());
