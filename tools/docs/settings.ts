import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { SETTINGS } from "../../components/settings";

const REPOSITORY = join(__dirname, "../..");
const FILE = join(REPOSITORY, "docs/configuration.md");
const BLOCK = /(<!-- settings: [^>]*-->).*(<!-- \/settings -->)/s;

interface Declaration {
  default: unknown;
  description: string;
}

/** docs/configuration.md with the table of the settings as Pulumi.yaml and the stacks' files have them. */
export async function configurationPage(): Promise<string> {
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
  const head = ["setting", "default", ...stacks, "what it is", "what it may be"];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const page = readFileSync(FILE, "utf8").replace(
    BLOCK,
    (_, start: string, end: string) => `${start}\n\n${table.join("\n")}\n\n${end}`,
  );
  return format(page, { ...(await resolveConfig(FILE)), parser: "markdown" });
}

function readYaml<Value = unknown>(file: string): { config: Record<string, Value> } {
  return parse(readFileSync(join(REPOSITORY, file), "utf8")) as { config: Record<string, Value> };
}

function code(value: unknown): string {
  return value === "" ? "" : `\`${String(value)}\``;
}

/** `npm run docs`: brings the table up to date. */
if (require.main === module) void configurationPage().then((page) => writeFileSync(FILE, page));
