/** Forms of what differs from run to run, or says who ran it. The order counts. */
const FORMS: [form: RegExp, name: string][] = [
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "DATE"],
  [/\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/g, "TRACE"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "UUID"],
  // Request IDs and connection IDs of API Gateway.
  [/(?<![\w+/-])([\w+/-]{15}=|[\w+/-]{18}==)(?![\w=])/g, "ID"],
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, "KEY"],
  [/\b[a-z0-9]{10}(?=\.execute-api\.)/g, "API"],
  [/\b\d{8}T\d{6}Z\b/g, "TIME"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME"],
  [/\b\d{13}\b/g, "MILLISECONDS"],
  [/\b\d{12}\b/g, "ACCOUNT"],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, "IP"],
  [/(?<![\w:.])(?=[\da-f:]*:[\da-f:]*:)[\da-f]{0,4}(:[\da-f]{0,4}){2,7}(?![\w:])/gi, "IP"],
];

const MOST_CHARACTERS = 2000;
const MOST_LINES = 200;

/**
 * What was observed, without what differs from run to run or says whose it is.
 * @param known texts such as host names and connection IDs, and what stands for each.
 */
export function mask(lines: string[], known: ReadonlyMap<string, string>): string[] {
  // The longest first: one may be a part of another.
  const texts = [...known].sort(([a], [b]) => b.length - a.length);
  return lines.slice(0, MOST_LINES).map((line) => {
    const short = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}...` : line;
    const without = texts.reduce((text, [found, name]) => text.replaceAll(found, name), short);
    return FORMS.reduce((text, [form, name]) => text.replace(form, name), without);
  });
}
