import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { CredentialIssuer } from "../../../src/iam/access/credentials";
import { readCredentials, writeCredentials } from "../../../src/iam/access/credentials-file";

describe("the file with the administrator's credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "credentials-"));
  const path = join(folder, "inner/credentials-3000");
  const made = () => ({ ...new CredentialIssuer().issueAdministrator(), region: "eu-west-1" });
  after(() => rmSync(folder, { recursive: true }));

  it("holds other credentials in every run, and only its owner can read it", () => {
    const [one, two] = [made(), made()];
    assert.notEqual(one.accessKeyId, two.accessKeyId);
    assert.notEqual(one.secretAccessKey, two.secretAccessKey);
    for (const { accessKeyId, secretAccessKey, region, ...rest } of [one, two]) {
      writeCredentials(path, { accessKeyId, secretAccessKey, region, ...rest });
      assert.deepEqual(readCredentials(path), { accessKeyId, secretAccessKey, region });
      assert.equal(statSync(path).mode & 0o777, 0o600);
    }
  });

  it("is read by the AWS SDK", async () => {
    const { accessKeyId, secretAccessKey, ...rest } = made();
    writeCredentials(path, { accessKeyId, secretAccessKey, ...rest });
    const read = await defaultProvider({ profile: "default", filepath: path, ignoreCache: true })();
    assert.equal(read.accessKeyId, accessKeyId);
    assert.equal(read.secretAccessKey, secretAccessKey);
  });

  it("is removed at the end of the run, unless another run has written it since", () => {
    const [removeFirst, removeSecond] = [made(), made()].map((each) =>
      writeCredentials(path, each),
    );
    removeFirst!();
    assert.ok(existsSync(path));
    removeSecond!();
    assert.ok(!existsSync(path));
    assert.equal(readCredentials(path), undefined);
  });
});
