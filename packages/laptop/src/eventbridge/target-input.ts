/** What a target gets instead of the event. */
export interface InputOptions {
  /** Constant JSON. */
  input?: string;
  /** A part of the event: `$.detail`. */
  inputPath?: string;
  inputTransformer?: { paths: Record<string, string>; template: string };
}

/** What a template may use beside its paths. */
export interface RuleContext {
  ruleArn: string;
  ruleName: string;
  ingestionTime: string;
}

/**
 * The input of a target as JSON.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(
  event: object,
  { input, inputPath, inputTransformer }: InputOptions,
  context: RuleContext,
): string {
  if (input !== undefined) return input;
  if (inputPath !== undefined) return JSON.stringify(valueAt(event, inputPath) ?? null);
  if (inputTransformer === undefined) return JSON.stringify(event);
  const { paths, template } = inputTransformer;
  const values = new Map<string, unknown>([
    ...Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)] as const),
    // No path takes their names.
    ["aws.events.rule-arn", context.ruleArn],
    ["aws.events.rule-name", context.ruleName],
    ["aws.events.event.ingestion-time", context.ingestionTime],
    ["aws.events.event", { ...event, detail: undefined }],
    ["aws.events.event.json", event],
  ]);
  return asJson(fill(template, values));
}

/**
 * Puts values where a template names them: as JSON, and as text where the name stands in a string.
 * Unconfirmed [target-input-null]: what the event does not have is `null` in the input that a template makes.
 */
function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  let isInString = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name?: string) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (!isInString) return JSON.stringify(value ?? null);
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return JSON.stringify(text).slice(1, -1);
  });
}

/** A template that is no JSON becomes a text. */
function asJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}

/** Follows a path such as `$.detail.items[0].name`; `[*]` and `.*` stand for every value, and make it a list. */
function valueAt(event: object, path: string): unknown {
  let values: unknown[] = [event];
  let isList = false;
  for (const [, name, index] of path.replace(/^\$/, "").matchAll(/\.([\w/-]+|\*)|\[(\d+|\*)\]/g)) {
    const key = name ?? index!;
    isList ||= key === "*";
    values = values.flatMap((value) => {
      if (typeof value !== "object" || value === null) return [];
      if (key === "*") return Object.values(value) as unknown[];
      return Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : [];
    });
  }
  return isList ? values : values[0];
}
