import { MAX_RESPONSE_BYTES } from "../invoke/payload-limits";

/** A request of a runtime that the Runtime API does not accept. */
export interface RuntimeRefusal {
  status: number;
  errorType: string;
  errorMessage: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response */
export const REFUSALS = {
  requestId: {
    status: 400,
    errorType: "InvalidRequestID",
    errorMessage: "Invalid request ID",
  },
  transition: {
    status: 403,
    errorType: "InvalidStateTransition",
    errorMessage: "State transition is not allowed",
  },
  tooLarge: {
    status: 413,
    errorType: "RequestEntityTooLarge",
    errorMessage: `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  },
  path: { status: 404, errorType: "NotFound", errorMessage: "404 page not found" },
} satisfies Record<string, RuntimeRefusal>;
