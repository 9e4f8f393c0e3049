import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isAnyAwsName, isAwsName } from "../shared/aws-names";
import { isFromThisMachine, parseHost } from "../shared/addresses";
import type { Journal } from "../shared/journal";
import type { LeftOut } from "../model/model";
import { refuseService } from "./not-emulated";

/** The most different actions that are recorded. */
const MAX_RECORDED = 100;

/** Answers a request under the name of a service. @returns false if it has no answer. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => boolean | void;

/**
 * Leads requests of execution environments to the services by the name that they ask for:
 * `dynamodb.us-east-1.amazonaws.com`. Only over TLS and from this machine: an environment trusts the
 * certificate, a browser does not. API Gateway is behind the server's own door.
 * @param services by the name of the service in host names.
 * @param leftOut what the program runs without, which callers of other services are told.
 * @returns a function that ends it.
 */
export function routeAwsNames(
  server: Server,
  services: Record<string, Serve>,
  journal: Journal,
  leftOut: () => readonly LeftOut[],
): () => void {
  const before = server.emit;
  const recorded = new Set<string>();
  const record = (fields: { action: string; message: string }) => {
    if (recorded.has(fields.action) || recorded.size >= MAX_RECORDED) return;
    recorded.add(fields.action);
    journal.record("iam", "notEmulated", fields);
  };

  server.emit = (event: string, ...parts: unknown[]): boolean => {
    const [request, response] = parts as [IncomingMessage, ServerResponse];
    const name = event === "request" ? awsNameOf(request) : undefined;
    if (name === undefined || isAwsName("execute-api", name)) {
      return before.apply(server, [event, ...parts] as never);
    }
    const found = Object.keys(services).find((service) => isAwsName(service, name));
    const isServed = found !== undefined && services[found]!(request, response) !== false;
    if (!isServed) void refuseService(request, response, name, { record, leftOut: leftOut() });
    return true;
  };
  return () => {
    server.emit = before;
  };
}

function awsNameOf({ headers, socket }: IncomingMessage): string | undefined {
  if (!("encrypted" in socket) || !isFromThisMachine(socket)) return undefined;
  const name = parseHost(headers.host ?? "")?.name;
  return name !== undefined && isAnyAwsName(name) ? name : undefined;
}
