import { count, timeOfDay } from "../../../event-log/format";
import { isUnused, type Permissions, type StatementUse } from "../../state/permissions";
import type { PolicyState } from "../../state/program";
import { byId, el } from "../dom";

const REMEDIES = {
  statement: "Add to the function's allow list:",
  boundary: "Add to the permissions boundary:",
  permission: "Add a Permission:",
  denying: "The statement that denies it:",
};

/** What roles may do, what they did, and what was denied. */
export class PermissionsView {
  #shown = "";

  show({ statements, denials }: Permissions, policies: PolicyState[] | undefined): void {
    // Small and rarely changed, so the whole section is rebuilt.
    const shown = JSON.stringify([[...statements], denials, policies]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    byId("permission-list").replaceChildren(
      // What is used most comes first.
      ...[...statements]
        .sort(([, a], [, b]) => usesOf(b) - usesOf(a))
        .map(([role, list]) => roleTable(role, list)),
      el("h3", {}, "Denials"),
      denials.length === 0
        ? el("p", { class: "empty" }, "No denials.")
        : el("ul", { class: "findings" }, ...denials.map(denialItem)),
      el("h3", {}, "Policy findings"),
      policyList(policies),
    );
  }
}

function roleTable(role: string, statements: StatementUse[]): HTMLElement {
  const rows = statements.map((statement) => {
    const { policy, number, sid, actions, resources } = statement;
    return el(
      "tr",
      { class: isUnused(statement) ? "unused" : "" },
      el("th", { attributes: { scope: "row" } }, sid ?? `${policy}, ${number}`),
      el("td", {}, patterns(actions)),
      el("td", {}, patterns(resources)),
    );
  });
  const headings = ["Statement", "Actions", "Resources"];
  return el(
    "div",
    { class: "wide", attributes: { tabindex: "0", role: "group", "aria-label": `Role ${role}` } },
    el(
      "table",
      {},
      el("caption", {}, "Role ", el("strong", {}, role)),
      el(
        "thead",
        {},
        el("tr", {}, ...headings.map((text) => el("th", { attributes: { scope: "col" } }, text))),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}

function patterns(counts: Record<string, number>): HTMLElement {
  const items = Object.entries(counts).map(([pattern, used]) =>
    el(
      "li",
      { class: used === 0 ? "unused" : "" },
      el("code", {}, ...breakable(pattern)),
      " ",
      el("span", { class: "used" }, used === 0 ? "never used" : count(used, "time")),
    ),
  );
  return el("ul", {}, ...items);
}

/** A text that breaks after : and / only, so that no word of an ARN is broken. */
function breakable(text: string): (Node | string)[] {
  return text.split(/(?<=[:/])/).flatMap((part) => [part, el("wbr")]);
}

function usesOf(statements: StatementUse[]): number {
  const counts = statements.flatMap(({ actions }) => Object.values(actions));
  return counts.reduce((sum, used) => sum + used, 0);
}

function denialItem({ at, message, remedy }: Permissions["denials"][number]): HTMLElement {
  const what = remedy && REMEDIES[remedy.kind];
  return el(
    "li",
    {},
    el("p", { class: "error" }, el("time", {}, timeOfDay(at)), " ", message),
    remedy && el("p", {}, what),
    remedy && el("pre", {}, JSON.stringify(remedy.value, null, 2)),
  );
}

function policyList(policies: PolicyState[] | undefined): HTMLElement {
  if (!policies) return el("p", { class: "empty" }, "Checking the policies.");
  if (policies.length === 0) return el("p", { class: "empty" }, "No findings.");
  const items = policies.map(({ level, rule, message, url }) =>
    el(
      "li",
      {},
      el("span", { class: `level ${level}` }, level),
      " ",
      el("code", {}, rule),
      ` ${message} `,
      url !== "" &&
        el("a", { attributes: { href: url, rel: "noreferrer", target: "_blank" } }, "Why"),
    ),
  );
  return el("ul", { class: "findings" }, ...items);
}
