import { Connections } from "./connections";
import type { Entry } from "./entry";
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
    this.program.apply(entry);
  }
}
