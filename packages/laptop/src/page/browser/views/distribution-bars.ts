import type { Distribution } from "../../state/distribution";

const BARS = 24;
const WIDTH = 96;
const HEIGHT = 18;
const SVG = "http://www.w3.org/2000/svg";

/** A small bar chart of delivery times, from 0 to the longest. */
export function distributionBars(times: Distribution): SVGElement {
  const bars = times.bars(BARS);
  const highest = Math.max(...bars);
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { class: "bars", width: WIDTH, height: HEIGHT, "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value));
  bars.forEach((value, i) => {
    const height = value === 0 ? 1 : Math.max(3, (value / highest) * HEIGHT);
    const bar = document.createElementNS(SVG, "rect");
    const place = {
      x: i * (WIDTH / BARS),
      y: HEIGHT - height,
      width: WIDTH / BARS - 1,
      height,
      class: value === 0 ? "none" : "some",
    };
    for (const [name, part] of Object.entries(place)) bar.setAttribute(name, String(part));
    svg.append(bar);
  });
  return svg;
}
