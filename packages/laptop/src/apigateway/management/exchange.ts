import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../shared/request-body";

/** An HTTP request and the way back, whoever reads the one and writes the other. */
export interface Exchange extends Pick<IncomingMessage, "method" | "url" | "headers" | "socket"> {
  /** Undefined if it is larger than was allowed. */
  body: Buffer | Promise<Buffer | undefined>;
  /** Whether the TCP connection is closed after the answer. */
  isLast: boolean;
  /** @param headers names and values in turn, all that are sent. */
  reply(status: number, headers: string[], body: string): void;
}

/** What `node:http` has read and will write. */
export function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Exchange {
  const { method, url, headers, socket, httpVersion } = request;
  return {
    ...{ method, url, headers, socket },
    body: readBody(request, maxBytes),
    isLast: httpVersion === "1.0" || /\bclose\b/i.test(headers.connection ?? ""),
    reply(status, answered, body) {
      // Node.js's own headers come last and in another form.
      response.sendDate = false;
      response.writeHead(status, answered).end(body);
    },
  };
}
