import { Connections } from "./connections";
import type { Entry } from "./entry";
import { Log } from "./log";
import { Messages } from "./messages";
import { Permissions } from "./permissions";
import { Program } from "./program";
import { TimeLine } from "./time-line";

/** Everything the page shows. Its only source is the journal. */
export class State {
  readonly timeLine = new TimeLine();
  readonly connections = new Connections();
  readonly messages = new Messages();
  readonly permissions = new Permissions();
  readonly program = new Program();
  readonly log = new Log();
  /** Every route that had an event, in order. */
  readonly routes = new Set<string>();

  apply(entry: Entry): void {
    const at = Date.parse(entry.time);
    const { timeLine, messages } = this;
    // Before timeLine.apply(): a post must be matched while its invocation is in flight.
    messages.apply(entry, at, (accessKeyId) => {
      const invocation = timeLine.invocationOf(accessKeyId);
      if (invocation) invocation.posts++;
      return invocation;
    });
    timeLine.apply(entry, at);
    this.connections.apply(entry, at);
    this.permissions.apply(entry, at);
    this.program.apply(entry, at);
    const event = this.log.apply(entry);
    if (entry.service !== "apigateway") return;
    if (entry.event === "message" && event) messages.messages.at(-1)!.event = event;
    if (typeof entry.routeKey === "string") this.routes.add(entry.routeKey);
  }
}
