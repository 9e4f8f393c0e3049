import type { Chunk } from "./chunk";
import { keepAlive } from "../management/keep-alive";
import type { NoAnswer } from "../management/post";
import { environmentCredentials } from "../management/post-to-connections";
import { lambdaEndpoint } from "./lambda-endpoint";
import { requestSigner } from "../management/sign-request";

/** The error of a chunk that Lambda did not accept. */
export interface Refused extends Error {
  /** An answer was lost, so that Lambda may have accepted the chunk all the same. */
  mayBeAccepted?: boolean;
}

/** Sends a chunk to the function fan-out. @throws Refused if Lambda did not accept it. */
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
    let mayBeAccepted = false;
    for (let attempt = 1; ; attempt++) {
      const signer = requestSigner(common, environmentCredentials(), Date.now());
      const authorization = signer.authorization(path.replaceAll("%", "%25"));
      const head = `POST ${path} HTTP/1.1\r\n${signer.headerLines}content-length: ${body.length}\r\nauthorization: ${authorization}\r\n\r\n`;
      const request = head + body.toString("latin1");
      const { status, errorType, isUnsent } = await send(request, INVOKE_TIMEOUT_MS).then(
        (answer) => ({ ...answer, isUnsent: answer.status < 500 }),
        ({ message, isUnsent }: NoAnswer) => ({ status: 0, errorType: message, isUnsent }),
      );
      if (status === 202) return;
      // A chunk that Lambda accepts twice is sent once: its ID is the same.
      mayBeAccepted ||= !isUnsent;
      const isTemporary = status === 0 || status === 429 || status >= 500;
      if (!isTemporary || attempt === MAX_ATTEMPTS) {
        const error = new Error(
          `Function "${functionName}" did not accept a chunk: ${`${status || ""} ${errorType}`.trim()}.`,
        );
        throw Object.assign(error, { mayBeAccepted } satisfies Partial<Refused>);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_RETRY_DELAY_MS));
    }
  };
}
