import fc from "fast-check";
import { list, name } from "./dynamodb-values";

export const path = fc.oneof(
  name,
  fc.constantFrom("#a", "#b", "note.a", "a[0]", "a[99].b", "id.x", "size"),
);
const operand = fc.oneof(
  path,
  fc.constantFrom(":a", ":b", ":c", "size(a)", "if_not_exists(a, :a)"),
);
const comparison = fc.oneof(
  fc
    .tuple(operand, fc.constantFrom("=", "<>", "<", "<=", ">", ">=", "==", "+"), operand)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(
      fc.constantFrom(
        "attribute_exists",
        "attribute_type",
        "begins_with",
        "contains",
        "size",
        "no",
      ),
      list(operand),
    )
    .map(([called, operands]) => `${called}(${operands.join(", ")})`),
  fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
  fc.tuple(operand, list(operand)).map(([a, others]) => `${a} IN (${others.join(", ")})`),
);
export const condition = fc.oneof(
  fc.constant("id = :a"),
  comparison,
  fc
    .tuple(list(comparison), fc.constantFrom(" AND ", " OR ", " "))
    .map(([parts, by]) => parts.join(by)),
  // Deeply nested: a slow parser takes hours.
  fc
    .tuple(fc.constantFrom("(", "NOT (", "(a = :a AND ", "NOT "), fc.nat(200), comparison)
    .map(([open, depth, inner]) => open.repeat(depth) + inner + ")".repeat(depth)),
);
export const update = fc
  .array(
    fc.oneof(
      fc
        .tuple(path, operand, fc.constantFrom(" + ", " - ", ""), operand)
        .map(([at, a, by, b]) => `SET ${at} = ${a}${by}${by && b}`),
      path.map((at) => `REMOVE ${at}`),
      fc.tuple(fc.constantFrom("ADD", "DELETE"), path, operand).map((parts) => parts.join(" ")),
      fc.nat(200).map((depth) => `SET a = ${"list_append(:a, ".repeat(depth)}a`),
    ),
    { maxLength: 3 },
  )
  .map((clauses) => clauses.join(" "));
