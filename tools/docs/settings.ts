import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SETTINGS } from "../../components/settings";
import { REPOSITORY, withBlock } from "./page";

export const CONFIGURATION_PAGE = "docs/configuration.md";

interface Declaration {
  default: unknown;
  description: string;
}

/** docs/configuration.md with the table of the settings as Pulumi.yaml and the stacks' files have them. */
export function configurationPage(): Promise<string> {
  const { config } = readYaml<Declaration>("Pulumi.yaml");
  const stacks = readdirSync(REPOSITORY).flatMap(
    (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
  );
  const own = stacks.map((stack) => readYaml(`Pulumi.${stack}.yaml`).config);
  const rows = Object.entries(SETTINGS).map(([name, { allowed }]) => {
    const { default: byDefault, description } = config[name]!;
    const values = own.map((settings) => code(settings[name] ?? byDefault));
    return [code(name), code(byDefault), ...values, description, allowed];
  });
  const head = ["setting", "default", ...stacks, "what it is", "allowed"];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return withBlock(CONFIGURATION_PAGE, "settings", table.join("\n"));
}

function readYaml<Value = unknown>(file: string): { config: Record<string, Value> } {
  return parse(readFileSync(join(REPOSITORY, file), "utf8")) as { config: Record<string, Value> };
}

function code(value: unknown): string {
  return value === "" ? "" : `\`${String(value)}\``;
}
