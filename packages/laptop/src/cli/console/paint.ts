/** https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

export type Color = keyof typeof CODES;

/** Gives a text a colour of the terminal. */
export type Paint = (color: Color, text: string) => string;

/** @param colors whether there are colours; if not, a text stays as it is. */
export function paint(colors: boolean): Paint {
  if (!colors) return (_, text) => text;
  return (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`;
}
