import { existsSync, readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { UserError } from "../../shared/errors";

/**
 * Reads a YAML file that holds an object.
 * @returns an empty object if there is no such file.
 * @throws UserError if it is not YAML.
 */
export function readYaml<T extends object>(path: string): Partial<T> {
  if (!existsSync(path)) return {};
  try {
    return (parse(readFileSync(path, "utf8")) as T | null) ?? {};
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new UserError("PROJECT", `"${path}" is not YAML: ${error.message}`);
    throw error;
  }
}
