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

/** Routes with a colour of their own. The others share four colours. */
const NAMED: Record<string, string> = {
  $connect: "--route-connect",
  $disconnect: "--route-disconnect",
  $default: "--route-default",
};
const OTHERS = ["--route-1", "--route-2", "--route-3", "--route-4"];

/** The style sheet's variable with the colour of a route. */
export function routeVariable(routeKey: string | undefined): string {
  if (routeKey === undefined) return "--route-none";
  const named = NAMED[routeKey];
  if (named) return named;
  let hash = 0;
  for (const character of routeKey) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return OTHERS[hash % OTHERS.length]!;
}

let theme: Theme | undefined;

export function currentTheme(): Theme {
  return (theme ??= readTheme());
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (theme = undefined));

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const colors = new Map<string, string>();
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
    routeColor(routeKey) {
      const name = routeVariable(routeKey);
      let found = colors.get(name);
      if (found === undefined) colors.set(name, (found = color(name)));
      return found;
    },
  };
}
