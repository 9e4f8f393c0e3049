import { PLACEHOLDER } from "../model/events/rules";

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
    ["aws.events.event", withoutDetail(event)],
    ["aws.events.event.json", event],
  ]);
  return filled(template, values);
}

/** The event as the variable `aws.events.event` has it: EventBridge writes the name of one field in another way. */
function withoutDetail(event: object): object {
  const { "detail-type": detailType, detail: _, ...others } = event as Record<string, unknown>;
  return { ...others, detailType };
}

/**
 * Puts values where a template names them: as JSON, and as text where the name stands in a string. A template that is no
 * JSON becomes a text.
 */
function filled(template: string, values: ReadonlyMap<string, unknown>): string {
  let isInString = false;
  const json = template.replace(/\\.|"|<([\w.-]+)>/g, (token, name?: string) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined || !values.has(name)) return token;
    // What the event does not have is an empty text, as in recordings of AWS.
    const value = values.get(name) ?? "";
    // Differs from AWS: quotes and backslashes in a value are escaped where a template has its name in a string; AWS puts them in as they are, so that the input is no JSON.
    return isInString ? JSON.stringify(textOf(value)).slice(1, -1) : JSON.stringify(value);
  });
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return JSON.stringify(
      template.replace(PLACEHOLDER, (token, name: string) =>
        values.has(name) ? textOf(values.get(name) ?? "") : token,
      ),
    );
  }
}

/** A value within a string: objects and lists lose their quotes. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value).replaceAll('"', "");
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
