import { openRaw } from "./raw-connection";

/** Values that differ from answer to answer, and AWS's format of each. */
const VOLATILE: [RegExp, string][] = [
  [/^(Date: )\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, "DATE"],
  [
    /^(x-amzn-RequestId: )[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    "UUID",
  ],
  [/^(x-amz-apigw-id: )[\w-]{15}=$/, "ID"],
  [/^(X-Amzn-Trace-Id: Root=)1-[0-9a-f]{8}-[0-9a-f]{24}$/, "TRACE"],
];

/** Calls the management API. @returns the head of the answer, with volatile values replaced, and its body. */
export async function answerToCall(host: string, method: string, path: string, body = "") {
  const raw = await openRaw(host);
  raw.write(
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  const lines = await raw.head();
  const length = Number(lines.find((line) => line.startsWith("Content-Length: "))?.slice(16) ?? 0);
  const text = await raw.body(length);
  raw.reset();
  return { head: lines.map(withoutVolatile), body: text };
}

/** A line of a head, its volatile value replaced. */
export function withoutVolatile(line: string): string {
  return VOLATILE.reduce((result, [form, name]) => result.replace(form, `$1${name}`), line);
}
