import type { Action } from "../iam/access/access";
import type { Table } from "../model/model";
import { arnOf } from "../shared/aws-names";
import { conditionValues, type Input, type Item } from "./condition-values";

/** A region with its tables, and the account of tables that it does not have. */
export interface Place {
  region: string;
  accountId: string;
  /** By name. */
  tables: ReadonlyMap<string, Table>;
}

/** Operations that are not about a table. */
const ON_ALL = new Set(["DescribeEndpoints", "DescribeLimits"]);

/** The action that each element of a transaction needs. */
const TRANSACTED: Record<string, string> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/**
 * The actions that a request to DynamoDB needs permission for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * @param operation for example `Scan`.
 * @param input the parsed body. A malformed one needs no permission, because the database rejects it.
 */
export function actionsOf(operation: string, input: unknown, place: Place): Action[] {
  if (!isObject(input)) return [];
  const action = `dynamodb:${operation}`;
  const { RequestItems, TransactItems, ResourceArn, TableName, IndexName } = input;
  if (operation === "ListTables") return [{ action, resource: tableArn("*", place) }];
  if (ON_ALL.has(operation)) return [{ action, resource: "*" }];
  if (typeof ResourceArn === "string") return [{ action, resource: ResourceArn }];
  if (Array.isArray(TransactItems)) return transacted(operation, TransactItems, place);
  if (isObject(RequestItems)) {
    return Object.entries(RequestItems).map(([name, request]) =>
      onTable(action, name, operation, batchInput(request), place),
    );
  }
  if (typeof TableName !== "string") return [];
  const isRead = operation === "Query" || operation === "Scan";
  const index = isRead && typeof IndexName === "string" ? IndexName : undefined;
  return [onTable(action, TableName, operation, input, place, index)];
}

function onTable(
  action: string,
  name: string,
  operation: string,
  input: Input,
  place: Place,
  index?: string,
): Action {
  const arn = tableArn(name, place);
  return {
    action,
    resource: index === undefined ? arn : `${arn}/index/${index}`,
    context: () => conditionValues(operation, input, place.tables.get(arn.split("/").pop()!)),
  };
}

/** The part of a BatchGetItem or BatchWriteItem that is about one table. */
function batchInput(request: unknown): Input {
  if (!Array.isArray(request)) return isObject(request) ? request : {};
  const items = request.filter(isObject).map(({ PutRequest, DeleteRequest }) => {
    const put = PutRequest as { Item?: Item } | undefined;
    const deletion = DeleteRequest as { Key?: Item } | undefined;
    return put?.Item ?? deletion?.Key ?? {};
  });
  return { Keys: items };
}

/** Each element of a transaction needs the action of the plain operation. */
function transacted(operation: string, items: unknown[], place: Place): Action[] {
  return items.filter(isObject).flatMap((item) =>
    Object.entries(item).flatMap(([kind, input]) => {
      const plain = TRANSACTED[kind];
      if (!plain || !isObject(input) || typeof input.TableName !== "string") return [];
      const wanted = onTable(`dynamodb:${plain}`, input.TableName, plain, input, place);
      const { context } = wanted;
      const enclosing = { "dynamodb:EnclosingOperation": operation };
      const values = () => ({ ...(context as () => object)(), ...enclosing });
      return [{ ...wanted, context: values }];
    }),
  );
}

/** Requests may name a table by its ARN. */
export function tableArn(name: string, { region, accountId, tables }: Place): string {
  const known = tables.get(name);
  if (known) return known.arn;
  return name.startsWith("arn:") ? name : arnOf("dynamodb", { region, accountId }, `table/${name}`);
}

/**
 * Changes the actions of an element of a transaction.
 * @param element for example `{ Put: { TableName: ... } }`.
 */
export function actionsInTransaction(
  element: unknown,
  change: (action: Record<string, unknown>) => object,
): unknown {
  if (!isObject(element)) return element;
  const changed = Object.entries(element).map(([kind, action]) => [
    kind,
    isObject(action) ? change(action) : action,
  ]);
  return Object.fromEntries(changed) as unknown;
}

export function isObject(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
