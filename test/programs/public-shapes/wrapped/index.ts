import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { SocketApi } from "./wrappers";

// Such tools change what every resource of a kind is given.
pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
  type === "aws:lambda/function:Function"
    ? { props: { ...props, runtime: "nodejs22.x" }, opts }
    : undefined,
);

const rooms = new aws.dynamodb.Table("rooms", {
  name: "rooms",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});
const api = new SocketApi("Chat", {
  link: { ROOMS: rooms.name },
  transform: { handler: (args) => (args.timeout = 10) },
});
api.route("$default", "functions/events.main").route("join", "functions/events.main");

export const url = api.url;
