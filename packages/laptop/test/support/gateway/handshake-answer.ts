import { handshakeText, openRaw } from "./raw-connection";

/** Sends a handshake. @returns the head of the answer, with its date and ID replaced, and its body. */
export async function answerToHandshake(host: string, path: string, headers?: string[]) {
  const raw = await openRaw(host);
  raw.write(handshakeText(path, headers));
  const lines = await raw.head();
  const length = Number(lines.find((line) => /^content-length: /i.test(line))?.slice(16) ?? 0);
  const head = lines.map((line) =>
    line
      .replace(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, "date: DATE")
      .replace(/^x-amz-apigw-id: [\w-]{15}=$/, "x-amz-apigw-id: ID"),
  );
  const id = lines.find((line) => line.startsWith("x-amz-apigw-id: "))?.slice(16);
  const body = await raw.body(length);
  raw.reset();
  return { head, body, id };
}
