import { byId, el } from "../dom";
import { routeSwatch } from "../route-colors";

const KINDS = [
  ["cold", "Init phase"],
  ["frozen", "frozen"],
  ["ended", "ended"],
] as const;

let shown = "";

/** Shows the colours of the routes. */
export function showLegend(seen: ReadonlySet<string>): void {
  const routes = new Set(["$connect", "$default", "$disconnect", ...seen]);
  const text = [...routes].join(" ");
  if (text === shown) return;
  shown = text;
  byId("legend").replaceChildren(
    ...[...routes].map((routeKey) => {
      return el("span", {}, routeSwatch(routeKey), routeKey);
    }),
    ...KINDS.map(([kind, name]) => el("span", {}, el("i", { class: `swatch ${kind}` }), name)),
  );
}
