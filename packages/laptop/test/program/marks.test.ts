import { equal } from "node:assert/strict";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as marks from "../../src/program/marks";

describe("The marks of values", () => {
  it("are those of @pulumi/pulumi", () => {
    equal(marks.SIGNATURE_KEY, rpc.specialSigKey);
    equal(marks.SECRET, rpc.specialSecretSig);
    equal(marks.ASSET, rpc.specialAssetSig);
    equal(marks.ARCHIVE, rpc.specialArchiveSig);
    equal(marks.REFERENCE, rpc.specialResourceSig);
    equal(marks.UNKNOWN, rpc.unknownValue);
  });
});
