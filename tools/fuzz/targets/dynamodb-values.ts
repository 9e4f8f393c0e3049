import fc from "fast-check";

/** Becomes `__proto__`, which no object of JavaScript has as an ordinary key. */
export const PROTOTYPE = "to be __proto__";
const NAMES = ["id", "id", "at", "author", "note", "a", "S", "M", "Item", "constructor", PROTOTYPE];
export const name = fc.constantFrom(...NAMES);

/** What is of no right type, or of none at all. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, [], {}, "", "x", 0, -1, 1.5, 1e308, true, [null], [[]], {}),
  fc.constantFrom<unknown>({ a: null }, { [PROTOTYPE]: { S: "x" } }, [{}, null], nested(40)),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);

/** What is right, but now and then what is wrong. */
export function mostly(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

const number = fc.oneof(
  fc.constantFrom("0", "1", "-1.5", "1e125", "1e126", "-1e-130", "", "x", "9".repeat(39)),
  fc.integer().map(String),
);
const blob = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("base64"));
export const list = (of: fc.Arbitrary<unknown>) => fc.array(of, { maxLength: 3 });

export const { attributeValue } = fc.letrec<{ attributeValue: unknown }>((tie) => ({
  attributeValue: mostly(
    fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ S: fc.constantFrom("a", "b", "", "\u0000", "é") }),
      fc.record({ N: mostly(number) }),
      fc.record({ B: mostly(blob) }),
      fc.record({ BOOL: mostly(fc.boolean()) }),
      fc.record({ NULL: mostly(fc.boolean()) }),
      fc.record({ SS: mostly(list(mostly(fc.constantFrom("a", "b", "c")))) }),
      fc.record({ NS: mostly(list(mostly(number))) }),
      fc.record({ BS: mostly(list(mostly(blob))) }),
      fc.record({ L: mostly(list(tie("attributeValue"))) }),
      fc.record({ M: mostly(fc.dictionary(name, tie("attributeValue"), { maxKeys: 3 })) }),
      fc.record({ S: fc.constant("a"), N: fc.constant("1") }),
    ),
  ),
}));

/** Items and keys: most have the key of the table. */
export const attributes = fc
  .tuple(fc.dictionary(name, attributeValue, { maxKeys: 3 }), fc.nat(3))
  .map(([others, id]) =>
    id === 0 ? others : { ...others, id: { S: `item ${id}` }, at: { N: String(id) } },
  );
export const key = fc.oneof(
  fc.constantFrom(1, 2, 3).map((id) => ({ id: { S: `item ${id}` } })),
  fc.constantFrom(1, 2, 3).map((id) => ({ id: { S: `item ${id}` }, at: { N: String(id) } })),
  attributes,
);

function nested(levels: number): unknown {
  return levels === 0 ? { S: "x" } : { L: [nested(levels - 1)] };
}
