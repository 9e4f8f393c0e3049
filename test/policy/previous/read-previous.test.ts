import { deepEqual, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPrevious } from "../../../policy/previous/read-previous";

const TABLE = "aws:dynamodb/table:Table";
const urn = (name: string, type = TABLE) => `urn:pulumi:prod::shop::${type}::${name}`;

describe("What the last deployment declared", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "previous-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (content: unknown, stack = "prod") => {
    writeFileSync(join(folder, "state.json"), JSON.stringify(content));
    return readPrevious("state.json", folder, stack);
  };

  it("is read from an export of Pulumi: inputs, and the region", () => {
    const resources = [
      { urn: urn("shop-prod", "pulumi:pulumi:Stack"), type: "pulumi:pulumi:Stack", custom: false },
      {
        urn: urn("rooms"),
        type: TABLE,
        custom: true,
        id: "rooms-1234567",
        inputs: { __defaults: ["name"], name: "rooms-1234567", hashKey: "room" },
        outputs: { arn: "arn:aws:dynamodb", region: "eu-west-1", hashKey: "room" },
        dependencies: [urn("key", "aws:kms/key:Key")],
      },
    ];
    deepEqual(read({ version: 3, deployment: { resources } }), [
      {
        urn: urn("rooms"),
        type: TABLE,
        name: "rooms",
        props: {
          region: "eu-west-1",
          __defaults: ["name"],
          name: "rooms-1234567",
          hashKey: "room",
        },
        dependencies: [urn("key", "aws:kms/key:Key")],
      },
    ]);
  });

  it("leaves out what is to be deleted anyway, and what was only read", () => {
    const resources = [
      { urn: urn("old"), type: TABLE, custom: true, delete: true },
      { urn: urn("read"), type: TABLE, custom: true, external: true },
    ];
    deepEqual(read({ version: 3, deployment: { resources } }), []);
  });

  it("is nothing for a stack that was never deployed", () => {
    deepEqual(read({ version: 3, deployment: { manifest: {} } }), []);
  });

  it("is of this stack, and no other file", () => {
    const resources = [{ urn: urn("rooms"), type: TABLE, custom: true }];
    throws(() => read({ deployment: { resources } }, "dev"), {
      message: '"state.json" is of stack "prod", and this is stack "dev". Export "dev".',
    });
    for (const other of [{}, [], null, "x", { deployment: { resources: [{}] } }, { deployment: 1 }])
      throws(() => read(other), {
        message:
          '"state.json" is no export of a stack. Make one with pulumi stack export, or with npm run policy -- --keep FILE.',
      });
    throws(
      () => readPrevious("none.json", folder, "prod"),
      /^Error: ".*none.json" cannot be read: ENOENT/,
    );
  });
});
