import { deepEqual } from "node:assert/strict";
import { targetInput, type InputOptions } from "../../src/eventbridge/target-input";

const EVENT = {
  version: "0",
  "detail-type": "placed",
  source: "shop",
  detail: { order: 'the "first"', items: [{ sku: "a" }, { sku: "b" }], total: 3 },
};
const CONTEXT = { ruleArn: "arn:rule", ruleName: "placed", ingestionTime: "2026-11-30T10:00:00Z" };
const inputOf = (options: InputOptions) =>
  JSON.parse(targetInput(EVENT, options, CONTEXT)) as unknown;
const transformed = (template: string, paths: Record<string, string> = {}) =>
  inputOf({ inputTransformer: { template, paths } });

describe("The input of a target", () => {
  it("is the event, a part of it, or a constant", () => {
    deepEqual(inputOf({}), EVENT);
    deepEqual(inputOf({ inputPath: "$.detail.items[1]" }), { sku: "b" });
    deepEqual(inputOf({ inputPath: "$.detail.nothing.there" }), null);
    deepEqual(inputOf({ input: '{"a":1}' }), { a: 1 });
  });

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
  it("is made by a template: values as JSON, and as text within strings", () => {
    const paths = { order: "$.detail.order", total: "$.detail.total", all: "$.detail.items" };
    deepEqual(transformed('{"order": <order>, "sum": <total>, "items": <all>}', paths), {
      order: 'the "first"',
      sum: 3,
      items: [{ sku: "a" }, { sku: "b" }],
    });
    deepEqual(
      transformed('"Order <order> of <total>: <all>"', paths),
      'Order the "first" of 3: [{sku:a},{sku:b}]',
    );
  });

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
  it("is a text where the template is no JSON", () => {
    const paths = { order: "$.detail.order", items: "$.detail.items", none: "$.detail.none" };
    deepEqual(
      transformed('<order> is in "<none>": <items>, <b>', paths),
      'the "first" is in "": [{sku:a},{sku:b}], <b>',
    );
  });

  it("knows the rule, the time and the whole event", () => {
    deepEqual(
      transformed(
        '{"r":<aws.events.rule-arn>,"n":"<aws.events.rule-name>!","t":<aws.events.event.ingestion-time>,"e":<aws.events.event.json>,"s":<aws.events.event>}',
      ),
      {
        r: "arn:rule",
        n: "placed!",
        t: "2026-11-30T10:00:00Z",
        e: EVENT,
        // As recorded: only here the name of the field has no hyphen.
        s: { version: "0", source: "shop", detailType: "placed" },
      },
    );
  });

  it("has an empty text for what the event does not have", () => {
    const paths = { none: "$.detail.none" };
    deepEqual(transformed('{"a": <none>, "b": "is <none>."}', paths), { a: "", b: "is ." });
  });

  it("is of every value that a path with a wildcard finds", () => {
    deepEqual(inputOf({ inputPath: "$.detail.items[*].sku" }), ["a", "b"]);
    deepEqual(inputOf({ inputPath: "$.detail.none[*]" }), []);
    deepEqual(transformed('{"skus": <skus>}', { skus: "$.detail.items.*.sku" }), {
      skus: ["a", "b"],
    });
  });

  it("keeps the names of EventBridge's own variables", () => {
    const paths = { "aws.events.rule-name": "$.source" };
    deepEqual(transformed('"<aws.events.rule-name>"', paths), "placed");
  });
});
