import { deepEqual, equal } from "node:assert/strict";
import { createRequire } from "node:module";
import type * as protobuf from "google-protobuf";
import { writeLongStrings } from "../../../src/program/process/long-strings.cjs";

const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { BinaryWriter } = requireOfPulumi("google-protobuf") as typeof protobuf;

class ChangedWriter extends BinaryWriter {
  bytes = 0;
  override writeBytes(...args: Parameters<protobuf.BinaryWriter["writeBytes"]>): void {
    this.bytes++;
    super.writeBytes(...args);
  }
}
writeLongStrings(ChangedWriter);

describe("A long string in a message", () => {
  const TEXTS = {
    "of one byte a character": "const a = 1;\n".repeat(1000),
    "of any characters": "é€😀 ".repeat(1000),
    "with half of a character": `${"a".repeat(5000)}\ud83d`,
    "that is not long": "short €",
  };
  for (const [name, text] of Object.entries(TEXTS))
    it(`${name} is what google-protobuf writes`, () => {
      const [writer, changed] = [new BinaryWriter(), new ChangedWriter()];
      for (const each of [writer, changed]) each.writeString(3, text);
      deepEqual(changed.getResultBuffer(), writer.getResultBuffer());
      const isQuick = text.length > 1000 && !text.endsWith("\ud83d");
      equal(changed.bytes, isQuick ? 1 : 0);
    });
});
