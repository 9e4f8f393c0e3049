import { keepAlive } from "./keep-alive";
import type { Post, PostToConnections } from "./post";
import { requestSigner, type Credentials } from "./sign-request";

/** AWS refuses a signature that is more than five minutes old. */
const SIGNER_LIFETIME_MS = 60_000;

export interface ConnectionRequests extends PostToConnections {
  /** Closes a connection. The answer tells whether it was open. */
  close: Post;
}

/**
 * PostToConnection and DeleteConnection at the address in the environment variable MANAGEMENT_ENDPOINT. What all posts of a message
 * have in common is computed once.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function postToConnections(): ConnectionRequests {
  const endpoint = new URL(process.env.MANAGEMENT_ENDPOINT ?? "");
  const { host } = endpoint;
  const region = process.env.AWS_REGION ?? "";
  const { send } = keepAlive(endpoint);
  const stagePath = endpoint.pathname.replace(/\/$/, "");
  const canonicalStagePath = stagePath.split("/").map(encodeSegment).join("/");

  function prepare(method: "DELETE" | "POST", message: string): Post {
    const body = Buffer.from(message);
    const common = { method, service: "execute-api", region, host, body };
    const newSigner = () => {
      const signer = requestSigner(common, environmentCredentials(), Date.now());
      const head = `${signer.headerLines}content-length: ${body.length}\r\nauthorization: `;
      return { ...signer, head, madeAt: Date.now() };
    };
    const end = `\r\n\r\n${body.toString("latin1")}`;
    let signer = newSigner();
    return (connectionId, timeoutMs) => {
      if (Date.now() - signer.madeAt > SIGNER_LIFETIME_MS) signer = newSigner();
      const id = encodeSegment(connectionId);
      const canonicalPath = `${canonicalStagePath}/%40connections/${encodeSegment(id)}`;
      const authorization = signer.authorization(canonicalPath);
      const line = `${method} ${stagePath}/@connections/${id} HTTP/1.1\r\n`;
      return send(`${line}${signer.head}${authorization}${end}`, timeoutMs);
    };
  }

  return {
    prepare: (message) => prepare("POST", message),
    close: (...request) => prepare("DELETE", "")(...request),
  };
}

/** The credentials of the function's role, as the environment has them now. */
export function environmentCredentials(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: AWS_SESSION_TOKEN,
  };
}

/** Encodes a segment of a path as Signature Version 4 asks: all but letters, digits and `-._~`. */
function encodeSegment(text: string): string {
  // A segment of dots would be resolved as a relative path.
  if (text === "." || text === "..") return text.replaceAll(".", "%2E");
  const encoded = encodeURIComponent(text);
  if (!/[!'()*]/.test(encoded)) return encoded;
  return encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
