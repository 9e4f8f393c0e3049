import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import options from "../../.oxfmtrc.json";

export const REPOSITORY = join(__dirname, "../..");

/**
 * A page of the documentation with another text between `<!-- name: ... -->` and `<!-- /name -->`.
 * @throws an error if the page has no such block.
 */
export async function withBlock(page: string, name: string, text: string): Promise<string> {
  const file = join(REPOSITORY, page);
  const block = new RegExp(`(<!-- ${name}: [^>]*-->).*(<!-- /${name} -->)`, "s");
  const before = readFileSync(file, "utf8");
  if (!block.test(before)) throw new Error(`"${page}" has no block "${name}".`);
  const after = before.replace(
    block,
    (_, start: string, end: string) => `${start}\n\n${text}\n\n${end}`,
  );
  return (await format(file, after, options)).code;
}
