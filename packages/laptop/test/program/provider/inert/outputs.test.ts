import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { plain, type Properties } from "../../../../src/program/resource";
import { Declared } from "../../../support/program/declared";

describe("The outputs of a resource without effect", () => {
  const outputsOf = (
    type: string,
    inputs: Properties = {},
    name = "own",
  ): Record<string, string> => {
    const { id, outputs } = new Declared().add(type, name, inputs);
    return { ...(plain(outputs) as Record<string, string>), id };
  };

  // https://www.pulumi.com/registry/packages/random/api-docs/
  it("are random values of the form that is asked for", () => {
    const random = (name: string, inputs: Properties = {}) =>
      outputsOf(`random:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`, inputs);
    const { result } = random("randomPassword", { length: 12, special: false, minNumeric: 12 });
    match(String(result), /^\d{12}$/);
    match(
      String(
        random("randomString", { length: 9, upper: false, numeric: false, special: false }).result,
      ),
      /^[a-z]{9}$/,
    );
    match(
      String(random("randomString", { length: 4, overrideSpecial: "_", minSpecial: 4 }).result),
      /^_{4}$/,
    );
    const id = random("randomId", { byteLength: 4, prefix: "p-" });
    match(id.hex!, /^p-[0-9a-f]{8}$/);
    equal(Number(id.dec!.slice(2)), parseInt(id.hex!.slice(2), 16));
    equal(id.b64Url, `p-${id.id}`);
    const number = Number(random("randomInteger", { min: 5, max: 6 }).result);
    ok(number === 5 || number === 6);
    match(random("randomPet", { prefix: "chat", length: 3 }).id!, /^chat-[a-z]+-[a-z]+-[a-z]+$/);
    match(
      random("randomUuid").result!,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    equal(Buffer.from(random("randomBytes", { length: 40 }).base64!, "base64").length, 40);
    const { results } = random("randomShuffle", { inputs: ["a", "b", "c"] });
    deepEqual([...(results as unknown as string[])].sort(), ["a", "b", "c"]);
  });

  it("stay when the program is evaluated again, and differ between resources", () => {
    const password = (name: string) =>
      outputsOf("random:index/randomPassword:RandomPassword", { length: 20 }, name).result;
    equal(password("own"), password("own"));
    notEqual(password("own"), password("other"));
    const key = () =>
      outputsOf("tls:index/privateKey:PrivateKey", { algorithm: "ED25519" }).privateKeyPem;
    equal(key(), key());
  });

  for (const [algorithm, header] of [
    ["RSA", "RSA PRIVATE KEY"],
    ["ECDSA", "EC PRIVATE KEY"],
    ["ED25519", "PRIVATE KEY"],
  ] as const) {
    it(`are a pair of keys of ${algorithm}`, () => {
      const pair = outputsOf("tls:index/privateKey:PrivateKey", { algorithm });
      ok(pair.privateKeyPem!.startsWith(`-----BEGIN ${header}-----`));
      const fromPrivate = createPublicKey(createPrivateKey(pair.privateKeyPem!));
      equal(fromPrivate.export({ type: "spki", format: "pem" }), pair.publicKeyPem);
    });
  }

  it("are IDs, names and addresses of AWS's form", () => {
    match(outputsOf("aws:cognito/userPool:UserPool").id!, /^us-east-1_[0-9a-z]{9}$/);
    match(outputsOf("aws:ec2/subnet:Subnet").id!, /^subnet-[0-9a-f]{17}$/);
    match(outputsOf("aws:cloudfront/distribution:Distribution").domainName!, /\.cloudfront\.net$/);
    equal(
      outputsOf("aws:ecr/repository:Repository", { name: "chat" }).repositoryUrl,
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/chat",
    );
    const { name, arn } = outputsOf("aws:sns/topic:Topic");
    equal(arn, `arn:aws:sns:us-east-1:123456789012:${name}`);
  });

  // https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
  it("are a record for each name of a certificate", () => {
    const names = { domainName: "example.com", subjectAlternativeNames: ["*.example.com"] };
    const { domainValidationOptions } = outputsOf("aws:acm/certificate:Certificate", names);
    const options = domainValidationOptions as unknown as Record<string, string>[];
    deepEqual(
      options.map(({ domainName }) => domainName),
      ["example.com", "*.example.com"],
    );
    for (const { resourceRecordName } of options)
      match(resourceRecordName!, /^_[0-9a-z]{32}\.example\.com\.$/);
  });
});
