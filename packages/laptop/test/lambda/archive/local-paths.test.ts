import assert from "node:assert/strict";
import { withLocalPaths } from "../../../src/lambda/archive/local-paths";

const FOLDERS = { opt: "/tmp/layers", "var/task": "/tmp/code" };

const TABLE: [text: string, local: string][] = [
  ["/opt", "/tmp/layers"],
  ["/opt/nodejs/a", "/tmp/layers/nodejs/a"],
  ["/opt/lib:/opt/lib64", "/tmp/layers/lib:/tmp/layers/lib64"],
  [
    "--require /opt/a.js --import=/opt/b.mjs",
    "--require /tmp/layers/a.js --import=/tmp/layers/b.mjs",
  ],
  ["file:///opt/otel.mjs", "file:///tmp/layers/otel.mjs"],
  ["/var/task/collector.yaml", "/tmp/code/collector.yaml"],
  [
    '#!/opt/bin/sh\nexec "/opt/bin/php" @/var/task/x',
    '#!/tmp/layers/bin/sh\nexec "/tmp/layers/bin/php" @/tmp/code/x',
  ],
  ["https://example.com/opt/a", "https://example.com/opt/a"],
  ["/usr/opt/a /optional /opt-in ./opt/a", "/usr/opt/a /optional /opt-in ./opt/a"],
  ["/var/tasks/a", "/var/tasks/a"],
];

describe("Paths on AWS", () => {
  for (const [text, local] of TABLE) {
    it(`are local ones: ${JSON.stringify(text)}`, () => {
      assert.equal(withLocalPaths(text, FOLDERS), local);
    });
  }

  it("stay where nothing stands for them", () => {
    assert.equal(withLocalPaths("/opt/a /var/task/b", { opt: "/l" }), "/l/a /var/task/b");
  });
});
