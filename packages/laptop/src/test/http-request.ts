import { request as send, type IncomingMessage } from "node:http";
import { stringify } from "node:querystring";
import type { RequestOptions } from "./laptop";

/** Sends a request with the headers that it is given, Host included, which `fetch` does not. */
export async function httpRequest(url: URL, options: RequestOptions): Promise<Response> {
  const { body } = options;
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const sent = body === undefined || isRaw ? body : JSON.stringify(body);
  const { method = sent === undefined ? "GET" : "POST" } = options;
  const headers: Record<string, string | string[] | number> = { ...options.headers };
  const has = (name: string) => Object.keys(headers).some((key) => key.toLowerCase() === name);
  if (sent !== undefined && !isRaw && !has("content-type"))
    headers["Content-Type"] = "application/json";
  if (sent !== undefined) headers["Content-Length"] = Buffer.byteLength(sent);
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent: false }, (message) => {
      responseOf(message).then(resolve, reject);
    });
    request.on("error", reject).end(sent);
  });
}

/** The URL of a path below a stage. */
export function urlOf(
  stageUrl: string,
  path: string,
  { query = "", headers = {} }: RequestOptions,
) {
  const isDomain = Object.keys(headers).some((name) => name.toLowerCase() === "host");
  const base = isDomain ? new URL(stageUrl).origin : stageUrl.replace(/\/$/, "");
  const search = typeof query === "string" ? query.replace(/^\?/, "") : stringify(query);
  const mark = path.includes("?") ? "&" : "?";
  return new URL(`${base}${path}${search && `${mark}${search}`}`);
}

async function responseOf(message: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  const status = message.statusCode!;
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers });
}
