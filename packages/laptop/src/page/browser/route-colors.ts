import { el } from "./dom";

/** Routes of AWS's own, with colours of the style sheet. */
const NAMED: Record<string, string> = {
  $connect: "--route-connect",
  $disconnect: "--route-disconnect",
  $default: "--route-default",
};

/** Turned by so many degrees, hues stay far apart, however many there are. */
const GOLDEN_ANGLE = 137.508;
const FIRST_HUE = 315;

/** The other routes, in the order in which they were seen: each has a hue of its own. */
const hues = new Map<string, number>();
/** Of the scheme in which the colours were made. */
const made = new Map<string, string>();
const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => made.clear());

/** @param variable reads one of the style sheet's variables. */
export function colorOf(routeKey: string | undefined, variable: (name: string) => string): string {
  const key = routeKey ?? "";
  const known = made.get(key);
  if (known !== undefined) return known;
  const named = routeKey === undefined ? "--route-none" : NAMED[routeKey];
  const color = named === undefined ? colorOfHue(hueOf(key)) : variable(named);
  made.set(key, color);
  return color;
}

/** A small square in the colour of a route. */
export function routeSwatch(routeKey: string | undefined): HTMLElement {
  const named = routeKey === undefined ? "--route-none" : NAMED[routeKey];
  if (named !== undefined) return el("i", { class: `swatch ${named.slice(2)}` });
  const swatch = el("i", { class: "swatch own" });
  swatch.style.setProperty("--hue", String(hueOf(routeKey!)));
  return swatch;
}

function hueOf(routeKey: string): number {
  let hue = hues.get(routeKey);
  if (hue === undefined) {
    hue = Math.round(FIRST_HUE + hues.size * GOLDEN_ANGLE) % 360;
    hues.set(routeKey, hue);
  }
  return hue;
}

/** Equal lightness for every hue, so that the name of the route can be read on it. The style sheet has the same. */
function colorOfHue(hue: number): string {
  return dark.matches ? `oklch(0.78 0.11 ${hue})` : `oklch(0.5 0.13 ${hue})`;
}
