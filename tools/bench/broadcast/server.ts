import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";

// The management API, as far as a post needs it, in a process of its own, so that its work is not
// measured. It ends with the process that forked it. The key is of no use but here.
const [scheme, delayMs] = process.argv.slice(2);

const ANSWER = [
  "HTTP/1.1 200 OK",
  "Date: Fri, 25 Sep 2026 00:01:14 GMT",
  "Content-Type: application/json",
  "Content-Length: 0",
  "Connection: keep-alive",
  "x-amzn-RequestId: 6e3f9d1c-5c64-4d0b-9d7e-0b0e3c0f9a55",
  "x-amz-apigw-id: EOoGeFwUIAMERKg=",
  "X-Amzn-Trace-Id: Root=1-6ab5ba2f-6f5c4eec5b604b6d0f032cbb",
  "\r\n",
].join("\r\n");

function serve(socket: Socket): void {
  let received = "";
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("data", (data: Buffer) => {
    received += data.toString("latin1");
    for (let end = endOfRequest(received); end > 0; end = endOfRequest(received)) {
      received = received.slice(end);
      if (delayMs === "0") socket.write(ANSWER);
      else setTimeout(() => socket.write(ANSWER), Number(delayMs));
    }
  });
}

/** Where the first request ends; 0 if it has not arrived. */
function endOfRequest(received: string): number {
  const head = received.indexOf("\r\n\r\n");
  if (head < 0) return 0;
  const length = /content-length: *(\d+)/i.exec(received.slice(0, head))?.[1] ?? 0;
  const end = head + 4 + Number(length);
  return end <= received.length ? end : 0;
}

const pem = readFileSync(join(__dirname, "localhost.pem"));
const server =
  scheme === "https" ? createTlsServer({ key: pem, cert: pem }, serve) : createServer(serve);
server.listen(0, "127.0.0.1", () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on("disconnect", () => process.exit());
