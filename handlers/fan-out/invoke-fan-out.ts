import type { Chunk } from "./chunk";
import { keepAlive } from "../management/keep-alive";
import { environmentCredentials } from "../management/post-to-connections";
import { lambdaEndpoint } from "./lambda-endpoint";
import { requestSigner } from "../management/sign-request";

/** Sends a chunk to the function fan-out. @throws if Lambda did not accept it. */
export type SendChunk = (chunk: Chunk) => Promise<void>;

const INVOKE_TIMEOUT_MS = 3000;
const MAX_ATTEMPTS = 4;
const MAX_RETRY_DELAY_MS = 400;

/**
 * Sends chunks to a function by asynchronous invocation.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeFanOut(functionName: string): SendChunk {
  const region = process.env.AWS_REGION ?? "";
  const endpoint = lambdaEndpoint();
  const { send } = keepAlive(endpoint);
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  return async (chunk) => {
    const body = Buffer.from(JSON.stringify(chunk));
    const headers = { "x-amz-invocation-type": "Event" };
    const common = { service: "lambda", region, host: endpoint.host, headers, body };
    for (let attempt = 1; ; attempt++) {
      const signer = requestSigner(common, environmentCredentials(), Date.now());
      const authorization = signer.authorization(path.replaceAll("%", "%25"));
      const head = `POST ${path} HTTP/1.1\r\n${signer.headerLines}content-length: ${body.length}\r\nauthorization: ${authorization}\r\n\r\n`;
      const request = head + body.toString("latin1");
      const answer = await send(request, INVOKE_TIMEOUT_MS).catch((error: Error) => ({
        status: 0,
        errorType: error.message,
      }));
      if (answer.status === 202) return;
      const { status, errorType } = answer;
      const isTemporary = status === 0 || status === 429 || status >= 500;
      if (!isTemporary || attempt === MAX_ATTEMPTS) {
        throw new Error(
          `Function "${functionName}" did not accept a chunk: ${`${status || ""} ${errorType}`.trim()}.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_RETRY_DELAY_MS));
    }
  };
}
