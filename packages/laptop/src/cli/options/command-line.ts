import { parseArgs } from "node:util";
import { UserError } from "../../shared/errors";

/** Options as node:util describes them; each has a default or may be missing. */
type Table = Record<
  string,
  { type: "string" | "boolean"; multiple?: boolean; default?: string | boolean | string[] }
>;

type Values<Options extends Table> = {
  [Name in keyof Options]: Options[Name] extends { default: infer Default }
    ? Default extends boolean
      ? boolean
      : Default extends string
        ? string
        : string[]
    : string | undefined;
};

/** Which program, and how it is configured. */
export const PROGRAM_OPTIONS = {
  program: { type: "string", default: "." },
  stack: { type: "string", default: "dev" },
  config: { type: "string", multiple: true, default: [] as string[] },
} as const;

/** The command line of one command. */
export class CommandLine<Options extends Table> {
  constructor(
    private readonly options: Options,
    private readonly help: string,
  ) {}

  /**
   * @returns the values, or "help" if that was asked for.
   * @throws UserError that names the argument and the way out.
   */
  read(args: string[]): Values<Options> | "help" {
    const options = { ...this.options, help: { type: "boolean" } } as Table;
    const { values, tokens } = parseArgs({ args, options, strict: false, tokens: true });
    for (const token of tokens) {
      if (token.kind === "positional") throw this.error(`Unexpected argument "${token.value}".`);
      if (token.kind !== "option") continue;
      const { name, rawName, value } = token;
      if (!Object.hasOwn(options, name)) {
        const meant = nearest(name, Object.keys(options));
        throw this.error(`Unknown option "${rawName}". Is "--${meant}" meant?`);
      }
      const { type } = options[name]!;
      if (type === "string" && value === undefined)
        throw this.error(`Option "${rawName}" needs a value.`);
      if (type === "boolean" && value !== undefined)
        throw this.error(`Option "${rawName}" takes no value.`);
    }
    return values.help ? "help" : (values as Values<Options>);
  }

  /** What the option `--config` says, by key. */
  configuration(texts: string[]): Record<string, string> {
    const entries = texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw this.error(`Option "--config" is "${text}". Write it as KEY=VALUE.`);
      return [text.slice(0, at), text.slice(at + 1)] as const;
    });
    return Object.fromEntries(entries);
  }

  error(message: string): UserError {
    return new UserError("USAGE", `${message}\n\n${this.help}`);
  }
}

/** The candidate with the fewest edits. */
function nearest(text: string, candidates: string[]): string {
  return candidates
    .map((name) => ({ name, edits: distance(text, name) }))
    .sort((a, b) => a.edits - b.edits)[0]!.name;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
