import fc from "fast-check";

/** Texts of few characters, so that patterns and values often meet. */
const word = fc.string({ unit: fc.constantFrom("a", "b", "B", "/", "*", "?"), maxLength: 5 });

/** A value of a request; a wildcard in it is none. */
export const plainWord = fc.string({
  unit: fc.constantFrom("a", "b", "B", "/", ":", "*"),
  maxLength: 5,
});

const variable = fc.constantFrom(
  "${aws:username}",
  "${aws:PrincipalTag/team}",
  "${aws:PrincipalTag/team, 'b'}",
  "${*}",
  "${?}",
  "${$}",
);

/** A text with wildcards and variables. */
export const template = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: variable }), {
    maxLength: 3,
  })
  .map((parts) => parts.join(""));

export const arnPattern = fc
  .tuple(
    fc.constantFrom("dynamodb", "*", "dyn*", "?ynamodb"),
    fc.constantFrom("a", "b", "*", "?", "a*"),
    fc.constantFrom("1", "*", "?", "${aws:username}", ""),
    template,
  )
  .map((parts) => ["arn", "aws", ...parts].join(":"));

export const arn = fc
  .tuple(
    fc.constant("dynamodb"),
    fc.constantFrom("a", "b", "ab"),
    fc.constantFrom("1", ""),
    plainWord,
  )
  .map((parts) => ["arn", "aws", ...parts].join(":"));
