import { colorOf } from "./route-colors";

/** The colours of the canvas, from the style sheet's light or dark theme. */
export interface Theme {
  text: string;
  muted: string;
  line: string;
  panel: string;
  accent: string;
  accentSoft: string;
  cold: string;
  frozen: string;
  failed: string;
  onRoute: string;
  font: string;
  routeColor(routeKey: string | undefined): string;
}

let theme: Theme | undefined;

export function currentTheme(): Theme {
  return (theme ??= readTheme());
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (theme = undefined));

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: color("--text"),
    muted: color("--muted"),
    line: color("--line"),
    panel: color("--panel"),
    accent: color("--accent"),
    accentSoft: color("--accent-soft"),
    cold: color("--cold"),
    frozen: color("--frozen"),
    failed: color("--failed"),
    onRoute: color("--on-route"),
    font: getComputedStyle(document.body).fontFamily,
    routeColor: (routeKey) => colorOf(routeKey, color),
  };
}
