import type { Output } from "@pulumi/pulumi";

/** A WebSocket API with a function for each route. */
export declare class ChatApi {
  constructor(name: string, args: { routes: Record<string, string> });
  readonly url: Output<string>;
}
