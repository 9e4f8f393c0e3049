/** One HTTP response. The names of its headers are in lower case. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const HEAD_END = "\r\n\r\n";

/** Puts one HTTP/1.1 response together from what a socket receives. */
export class ResponseReader {
  #received: Buffer[] = [];
  #bytes = 0;
  /** Nothing can be read before this many bytes, so that a large body is joined once. */
  #needed = 1;

  /** @returns the response, as soon as it is complete. */
  push(chunk: Buffer): HttpResponse | undefined {
    this.#received.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) return undefined;
    const all = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    this.#received = [all];
    return this.#read(all);
  }

  #read(all: Buffer): HttpResponse | undefined {
    const end = all.indexOf(HEAD_END);
    if (end < 0) return this.#waitFor(this.#bytes + 1);
    const { status, headers } = headOf(all.toString("latin1", 0, end));
    const start = end + HEAD_END.length;
    if (headers["transfer-encoding"] === "chunked") {
      const chunks = chunksOf(all, start);
      if ("needed" in chunks) return this.#waitFor(chunks.needed);
      return { status, headers, body: chunks.body.toString("utf8") };
    }
    const needed = start + Number(headers["content-length"] ?? 0);
    if (all.length < needed) return this.#waitFor(needed);
    return { status, headers, body: all.toString("utf8", start, needed) };
  }

  #waitFor(bytes: number): undefined {
    this.#needed = bytes;
  }
}

function headOf(head: string): Pick<HttpResponse, "status" | "headers"> {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const fields = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: Object.fromEntries(fields) as Record<string, string>,
  };
}

/** A body with `Transfer-Encoding: chunked`, or how many bytes are needed to know more of it. */
function chunksOf(all: Buffer, start: number): { body: Buffer } | { needed: number } {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = all.indexOf("\r\n", at);
    if (lineEnd < 0) return { needed: all.length + 1 };
    const size = parseInt(all.toString("latin1", at, lineEnd), 16);
    const chunkStart = lineEnd + 2;
    const next = chunkStart + size + 2;
    if (all.length < next) return { needed: next };
    if (size === 0) return { body: Buffer.concat(chunks) };
    chunks.push(all.subarray(chunkStart, chunkStart + size));
    at = next;
  }
}
