import type { Route } from "../../../handlers/events";
import { refuse } from "./frames";
import { EXAMPLES, idIn, objectIn } from "./requests";
import type { LimitOf } from "./room-route";

/** `$default`: whatever no route is for. The answer says what there is. */
export function unknown(excessOf: LimitOf): Route {
  return async ({ requestContext, body = "" }) => {
    const { connectionId, connectedAt, requestTimeEpoch } = requestContext;
    const examples = EXAMPLES.map((example) => JSON.stringify(example)).join("\n");
    const { action } = objectIn(body) ?? {};
    const isNamed = typeof action === "string" && action.length <= 64;
    const what = objectIn(body)
      ? `There is no action ${isNamed ? `"${action}"` : "in this message"}.`
      : "This message is no JSON object.";
    const excess = await excessOf({ connectionId, connectedAt }, 0, requestTimeEpoch);
    if (excess !== "none") return { statusCode: 429 };
    return refuse(
      { code: "unknownAction", message: `${what} Send one of:\n${examples}` },
      idIn(body),
    );
  };
}
