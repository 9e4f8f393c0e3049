import { count } from "../../../event-log/format";
import type { State } from "../../state/state";
import { byId, setText } from "../dom";
import type { ConnectionStatus } from "../journal";

let wasLost = false;

/** Shows whether the page is connected to the service. */
export function showStatus(status: ConnectionStatus): void {
  wasLost ||= status.state === "lost";
  const node = byId("status");
  node.dataset.state = status.state;
  // Without a token nothing can be read or done: nothing pretends to.
  if (status.state === "refused")
    for (const part of document.querySelectorAll<HTMLElement>("main, nav, #counts"))
      part.hidden = true;
  setText(node, textOf(status));
}

export function showCounts({ connections, timeLine, permissions, program }: State): void {
  setText(
    byId("counts"),
    [
      count(connections.open.size, "connection"),
      count(timeLine.living, "environment"),
      count(timeLine.total, "invocation"),
    ].join(" · "),
  );
  const denials = byId("denials");
  denials.hidden = permissions.denials.length === 0;
  setText(denials, count(permissions.denials.length, "denial"));
  if (program.project === "") return;
  setText(byId("title"), `${program.project} · ${program.stack}`);
  const title = `${program.project} · ${program.stack} · ${location.host}`;
  if (document.title !== title) document.title = title;
}

function textOf(status: ConnectionStatus): string {
  switch (status.state) {
    case "connecting":
      return "Connecting";
    case "live":
      return wasLost ? "Live again" : "Live";
    case "lost":
      return `The service does not answer. Retrying in ${status.seconds} s`;
    case "refused":
      return "Open the address that pulumi-laptop start prints. This one has no valid token.";
  }
}
