import type { Connections, ConnectionState } from "../../state/connections";
import { closeReason } from "../../../event-log/close-codes";
import { countdown, shortId, timeOfDay } from "../../../event-log/format";
import type { Act } from "../actions";
import { button, byId, el, List, setText, table, type Shown } from "../dom";
import { Notice } from "./notice";

const HEADINGS = [
  "ID",
  "Since / Last active",
  "Idle time left, min:s",
  "Messages",
  "Actions / Closed",
];
/** The most rows that are shown. */
const MAX_ROWS = 200;
/** The user agent of connections that the service opened for the page. */
const TEST = /^page\//;

/** Open and closed connections, with a button for each action. */
export class ConnectionsView {
  readonly #notice = new Notice();
  readonly #list: List<ConnectionState>;
  readonly #empty = el("p", { class: "empty" }, "No connections yet.");
  readonly #more = el("p", { class: "hint" });
  /** As whom a test connection is opened: by a token of the local issuer. */
  readonly #as = el("input", {
    attributes: { placeholder: "As", "aria-label": "Open the test connection as", size: "8" },
  });
  #now = 0;
  #idleMs = 0;

  constructor(private readonly act: Act) {
    const { node, body } = table("Connections", HEADINGS);
    byId("connection-tools").append(
      this.#as,
      button("Open a test connection", () => this.#do("connect", { as: this.#as.value }), {
        class: "primary",
      }),
    );
    this.#as.hidden = true;
    byId("connection-list").append(this.#notice.node, node, this.#empty, this.#more);
    this.#list = new List(
      body,
      ({ id }) => id,
      (connection) => this.#row(connection),
    );
  }

  /** @param idleMs the idle timeout of a connection. */
  show({ open, closed }: Connections, now: number, idleMs: number): void {
    [this.#now, this.#idleMs] = [now, idleMs];
    const latest = [...open.values()].slice(-MAX_ROWS).reverse();
    this.#list.show([...latest, ...closed.slice(0, 20)]);
    this.#empty.hidden = open.size + closed.length > 0;
    const hidden = open.size - latest.length;
    setText(
      this.#more,
      hidden > 0 ? `Showing the last ${MAX_ROWS} of ${open.size} open connections.` : "",
    );
  }

  /** Shows where to write who opens a test connection, if the program's tokens are signed here. */
  letSayWho(hasTokens: boolean): void {
    this.#as.hidden = !hasTokens;
  }

  #do(action: string, input: Record<string, unknown> = {}): void {
    void this.#notice.during(() => this.act(action, input));
  }

  #row(connection: ConnectionState): Shown<ConnectionState> {
    const { id, apiId, stage, userAgent, sourceIp, principalId } = connection;
    const isTest = TEST.test(userAgent);
    const cell = () => el("td");
    const line = () => el("div");
    const [times, left, messages, actions] = [cell(), cell(), cell(), cell()];
    const [since, active, received, sent] = [line(), line(), line(), line()];
    times.append(since, active);
    messages.append(received, sent);
    const tools = el("div", { class: "row-tools" });
    const ended = el("span");
    actions.append(tools, ended);
    tools.append(
      this.#sendForm(id),
      ...(isTest ? [this.#closeButton(id)] : []),
      button("Delete", () => this.#do("delete", { connectionId: id, apiId, stage }), {
        attributes: {
          title: "DeleteConnection: closes the connection from the server's side",
          "aria-label": `Delete ${shortId(id)}`,
        },
      }),
    );
    const title = `${id}, stage ${stage}, from ${sourceIp}${userAgent ? `, ${userAgent}` : ""}`;
    const name = el("th", { attributes: { scope: "row", title } }, el("code", {}, shortId(id)));
    if (principalId !== "") name.append(el("small", {}, ` ${principalId}`));
    if (isTest) name.append(el("small", {}, " test"));
    const node = el("tr", {}, name, times, left, messages, actions);
    const update = (connection: ConnectionState) => {
      const { connectedAt, lastActiveAt, lastTrafficAt, messagesIn, messagesOut, closed } =
        connection;
      setText(since, timeOfDay(connectedAt));
      setText(active, timeOfDay(lastActiveAt));
      setText(left, closed ? "" : countdown(lastTrafficAt + this.#idleMs - this.#now));
      setText(received, `${messagesIn.toLocaleString("en-US")} received`);
      setText(sent, `${messagesOut.toLocaleString("en-US")} sent`);
      setText(ended, closed ? endOf(closed) : "");
      node.classList.toggle("closed", closed !== undefined);
      tools.hidden = closed !== undefined;
    };
    return { node, update };
  }

  #closeButton(id: string): HTMLElement {
    const title = "Closes the connection from its own side";
    const attributes = { title, "aria-label": `Close ${shortId(id)}` };
    return button("Close", () => this.#do("close", { connectionId: id }), { attributes });
  }

  /** A message to send as this connection. */
  #sendForm(id: string): HTMLElement {
    const attributes = {
      placeholder: "Message",
      "aria-label": `Message as ${shortId(id)}`,
    };
    const input = el("input", { attributes });
    const submit = el("button", { attributes: { "aria-label": `Send as ${shortId(id)}` } }, "Send");
    const onSubmit = (event: Event) => {
      event.preventDefault();
      this.#do("send", { connectionId: id, message: input.value });
      input.value = "";
    };
    return el("form", { on: { submit: onSubmit } }, input, submit);
  }
}

/** For example `closed by the connection: 1005 no code given`. */
function endOf({ code, by, reason }: NonNullable<ConnectionState["closed"]>): string {
  return `closed by the ${by}: ${closeReason(code, reason)}`;
}
