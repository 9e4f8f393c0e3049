import { reply } from "./reply";

interface Event {
  body?: string;
  requestContext: { routeKey: string };
}

export const main = async ({ body, requestContext: { routeKey } }: Event) =>
  reply(`${routeKey} ${body} ${process.env.ROOMS}`);
