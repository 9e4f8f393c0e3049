import { request, type Agent } from "node:http";
import type { Credentials } from "../iam/access/credentials";
import { sign } from "../iam/signature/sign";

/** Tells the laptop's own calls from those of the program, which alone consume capacity. */
export const OWN_CALL = "pulumi-laptop-own";

/** Calls one operation of DynamoDB. */
export type CallDynamoDb = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
export async function callDynamoDb(
  { endpoint, agent, region }: { endpoint: string; agent: Agent; region: string },
  administrator: Credentials,
  operation: string,
  input: object,
) {
  const body = Buffer.from(JSON.stringify(input));
  const unsigned = {
    host: new URL(endpoint).host,
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
  };
  const headers = await sign({ method: "POST", url: "/", headers: unsigned, body }, administrator, {
    service: "dynamodb",
    region,
    nowMs: Date.now(),
  });
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const sent = { ...headers, [OWN_CALL]: "1" };
    const outgoing = request(endpoint, { agent, method: "POST", headers: sent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
        else reject(new Error(`DynamoDB ${operation} failed: ${text}`));
      });
    });
    outgoing.once("error", reject).end(body);
  });
}
