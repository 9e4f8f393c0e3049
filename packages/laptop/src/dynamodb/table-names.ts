import { actionsInTransaction, isObject } from "./actions";

interface Region {
  region: string;
  accountId: string;
}

type Input = Record<string, unknown>;

/** What a request names. */
export interface Named {
  /** The request, with names in place of ARNs. */
  json: unknown;
  tables: ReadonlySet<string>;
  /** Whether it names a table of another account or region. */
  isForeign: boolean;
  /** Puts the ARNs into the answer. */
  restore(body: object): object;
}

/**
 * Names tables by their names, where a request has their ARNs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export function withTableNames(json: unknown, place: Region): Named {
  const arns = new Map<string, string>();
  const tables = new Set<string>();
  const nameOf = (given: string): string => {
    const name = nameIn(given, place);
    if (name !== given) arns.set(name, given);
    tables.add(name);
    return name;
  };
  const named = (input: Input): Input =>
    typeof input.TableName === "string" ? { ...input, TableName: nameOf(input.TableName) } : input;
  const keyed = (byTable: unknown, rename: (name: string) => string) =>
    isObject(byTable)
      ? Object.fromEntries(Object.entries(byTable).map(([name, of]) => [rename(name), of]))
      : byTable;

  const restored = (name: string) => arns.get(name) ?? name;
  const restore = (body: object): object => {
    if (arns.size === 0) return body;
    const renamed = Object.entries(body).map(([member, value]): [string, unknown] => {
      if (BY_TABLE.has(member) && isObject(value)) return [member, keyed(value, restored)];
      if (member !== "ConsumedCapacity" || !value) return [member, value];
      const one = (of: Input) => ({ ...of, TableName: restored(String(of.TableName)) });
      return [
        member,
        Array.isArray(value) ? value.map((of: Input) => one(of)) : one(value as Input),
      ];
    });
    return Object.fromEntries(renamed);
  };

  if (!isObject(json)) return { json, tables, isForeign: false, restore };
  const { RequestItems, TransactItems } = json;
  const input = {
    ...named(json),
    ...(RequestItems !== undefined && { RequestItems: keyed(RequestItems, nameOf) }),
    ...(Array.isArray(TransactItems) && {
      TransactItems: TransactItems.map((item: unknown) => actionsInTransaction(item, named)),
    }),
  };
  return { json: input, tables, isForeign: [...tables].some((name) => ARN.test(name)), restore };
}

/** Members of answers that have a member for each table. */
const BY_TABLE = new Set(["Responses", "UnprocessedItems", "UnprocessedKeys"]);

const ARN = /^arn:aws[\w-]*:dynamodb:([\w-]+:\d{12}):table\/([\w.-]+)$/;

/** The name of a table of this account and region that has the ARN. */
function nameIn(text: string, { region, accountId }: Region): string {
  const [, place, name] = ARN.exec(text) ?? [];
  return name !== undefined && place === `${region}:${accountId}` ? name : text;
}
