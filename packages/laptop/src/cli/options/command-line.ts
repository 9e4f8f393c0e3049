import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { LOOKUP_KEY } from "../../program/project/laptop-settings";
import { UserError } from "../../shared/errors";
import { nearest } from "./nearest";

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
  lookup: { type: "string" },
} as const;

/** Which program, and which policy packs it is judged by. */
export const JUDGED_PROGRAM_OPTIONS = {
  ...PROGRAM_OPTIONS,
  "policy-pack": { type: "string", multiple: true, default: [] as string[] },
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
        throw this.error(`Unknown option "${rawName}". Did you mean "--${meant}"?`);
      }
      const { type } = options[name]!;
      if (type === "string" && value === undefined)
        throw this.error(`Option "${rawName}" needs a value.`);
      if (type === "boolean" && value !== undefined)
        throw this.error(`Option "${rawName}" takes no value.`);
    }
    return values.help ? "help" : (values as Values<Options>);
  }

  /** The values given with `--config`, by key, and the file of `--lookup`. */
  configuration(texts: string[], lookup: string | undefined): Record<string, string> {
    const file = lookup === undefined ? [] : [`${LOOKUP_KEY}=${resolve(lookup)}`];
    const entries = [...texts, ...file].map((text) => {
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
