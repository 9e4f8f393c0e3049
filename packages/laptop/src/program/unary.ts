import { status, type handleUnaryCall } from "@grpc/grpc-js";

/** A gRPC method that responds with what the function returns, or with the message of what it throws. */
export function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    new Promise<Response>((resolve) => resolve(answer(request))).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: status.INVALID_ARGUMENT, details: error.message }),
    );
  };
}
