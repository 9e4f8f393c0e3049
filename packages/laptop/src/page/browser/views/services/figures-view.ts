import type { FigureNow } from "../../../services/now";
import { byId, el, List, setText, table, type Shown } from "../../dom";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [180, 24];

/** The graphs of the program's dashboard, each line of a graph as a row. */
export class FiguresView {
  readonly #list: List<FigureNow>;

  constructor() {
    const headings = ["Graph", "Metric", "Latest", "Highest", "Last hour", "Remark"];
    const { node, body } = table("Figures", headings);
    byId("figure-list").append(node);
    this.#list = new List(body, ({ graph, label }) => JSON.stringify([graph, label]), row);
  }

  show(figures: readonly FigureNow[]): void {
    const isEmpty = figures.length === 0;
    byId("figures").hidden = isEmpty;
    document.querySelector<HTMLElement>('nav a[href="#figures"]')!.hidden = isEmpty;
    this.#list.show(figures);
  }
}

function row(): Shown<FigureNow> {
  const cell = () => el("td");
  const [label, latest, highest, drawn, note] = [cell(), cell(), cell(), cell(), cell()];
  const graph = el("th", { attributes: { scope: "row" } });
  const line = document.createElementNS(SVG, "path");
  const svg = document.createElementNS(SVG, "svg");
  // The numbers beside it say what it shows.
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "figure");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.append(line);
  drawn.append(svg);
  return {
    node: el("tr", {}, graph, label, latest, highest, drawn, note),
    update(figure) {
      const values = figure.points.filter((value) => value !== null);
      const top = Math.max(...values);
      setText(graph, figure.graph);
      setText(label, figure.label);
      setText(latest, values.length === 0 ? "" : shown(values.at(-1)!));
      setText(highest, values.length === 0 ? "" : shown(top));
      setText(note, figure.note);
      line.setAttribute("d", pathOf(figure.points, top));
    },
  };
}

/** From left to right; a period without a value is a gap, and one value alone a dot. */
function pathOf(points: (number | null)[], top: number): string {
  const step = WIDTH / Math.max(1, points.length - 1);
  return points
    .map((value, i) => {
      if (value === null) return "";
      const x = (i * step).toFixed(1);
      const y = (HEIGHT - 1 - (top > 0 ? (value / top) * (HEIGHT - 2) : 0)).toFixed(1);
      return points[i - 1] === null || i === 0 ? `M${x} ${y}h0.1` : `L${x} ${y}`;
    })
    .join("");
}

function shown(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}
