import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "pulumi-laptop";
import { parse } from "yaml";
import { SETTINGS } from "../../components/settings";
import { REPOSITORY, withBlock } from "./page";

export const CONFIGURATION_PAGE = "docs/configuration.md";

interface Declaration {
  default: unknown;
  description: string;
}

/** docs/configuration.md with the table of the settings as the program reads them in each stack. */
export function configurationPage(): Promise<string> {
  const { name: project, config } = parse(
    readFileSync(join(REPOSITORY, "Pulumi.yaml"), "utf8"),
  ) as { name: string; config: Record<string, Declaration> };
  const stacks = readdirSync(REPOSITORY).flatMap(
    (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
  );
  const own = stacks.map((stack) => readProject(REPOSITORY, stack, {}, {}).configuration.values);
  const rows = Object.entries(SETTINGS).map(([name, { allowed }]) => {
    const key = `${project}:${name}`;
    const { default: byDefault, description } = config[name] ?? config[key]!;
    const values = own.map((settings) => code(settings[key]));
    return [code(name), code(byDefault), ...values, description, allowed];
  });
  const head = ["setting", "default", ...stacks, "what it is", "allowed"];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return withBlock(CONFIGURATION_PAGE, "settings", table.join("\n"));
}

function code(value: unknown): string {
  return value === "" ? "" : `\`${String(value)}\``;
}
