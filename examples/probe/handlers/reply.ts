/** The parts of an HTTP API's event that are asked for, in either format. */
export interface HttpEvent {
  routeKey?: string;
  requestContext: { routeKey?: string; authorizer?: unknown };
  headers: Record<string, string>;
  rawPath?: string;
  version: string;
  isBase64Encoded: boolean;
  queryStringParameters?: Record<string, string>;
}

/** Shows a part of its event, or answers what is no answer, as the query `do` says. */
export async function reply(event: HttpEvent): Promise<unknown> {
  const { do: task, name = "" } = event.queryStringParameters ?? {};
  const show = (value: unknown) => ({
    statusCode: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value ?? null),
  });
  if (task === "base64") return { statusCode: 200, body: "@@", isBase64Encoded: true };
  if (task === "number") return { statusCode: 200, body: 17 };
  if (task === "header") return { statusCode: 200, headers: { "x-probe": "a\nb" }, body: "" };
  if (task === "nothing") return { statusCode: 200 };
  if (task === "path") return show(event.rawPath);
  if (task === "text") return show(event.isBase64Encoded);
  if (task === "authorizer") return show(event.requestContext.authorizer);
  if (task === "header-names")
    return show(Object.keys(event.headers).filter((key) => /probe|agent|host/i.test(key)));
  if (task === "header-value") {
    const found = Object.entries(event.headers).find(([key]) => key.toLowerCase() === name);
    return show(found);
  }
  return show([event.version, event.routeKey ?? event.requestContext.routeKey]);
}
