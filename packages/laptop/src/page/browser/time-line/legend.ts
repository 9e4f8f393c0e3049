import type { TimeLine } from "../../state/time-line";
import { byId, el } from "../dom";
import { routeVariable } from "../theme";

const KINDS = [
  ["cold", "Init phase"],
  ["frozen", "frozen"],
  ["ended", "ended"],
] as const;

let shown = "";

/** Shows the colours of the routes. */
export function showLegend({ environments }: TimeLine): void {
  const routes = new Set(["$connect", "$default", "$disconnect"]);
  for (const { invocations } of environments.values()) {
    const routeKey = invocations.at(-1)?.routeKey;
    if (routeKey !== undefined) routes.add(routeKey);
  }
  const text = [...routes].join(" ");
  if (text === shown) return;
  shown = text;
  byId("legend").replaceChildren(
    ...[...routes].map((routeKey) => {
      const swatch = el("i", { class: `swatch ${routeVariable(routeKey).slice(2)}` });
      return el("span", {}, swatch, routeKey);
    }),
    ...KINDS.map(([kind, name]) => el("span", {}, el("i", { class: `swatch ${kind}` }), name)),
  );
}
