import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { arn, uuid } from "../identifiers";
import { autoName, named, type Create } from "../request";
import { SECRET, SIGNATURE_KEY } from "../../marks";

/** Keys of KMS, and key pairs. */
export const KEYS: Record<string, Create> = {
  "aws:kms/key:Key": (request) => {
    const keyId = uuid(request.urn);
    const keyArn = arn(request, "kms", `key/${keyId}`);
    return { id: keyId, defaults: {}, computed: { keyId, arn: keyArn } };
  },
  "aws:kms/alias:Alias": (request) => {
    const name = autoName(request);
    return named(name, { arn: arn(request, "kms", name) });
  },
  "tls:index/privateKey:PrivateKey": ({ urn, inputs }) => {
    const { publicKey, privateKey } = keyPair(urn, inputs);
    const publicKeyPem = publicKey.export({ type: "spki", format: "pem" });
    const types: Record<string, string> = { rsa: "pkcs1", ec: "sec1" };
    const type = types[String(privateKey.asymmetricKeyType)] ?? "pkcs8";
    const pem = (as: string) => privateKey.export({ type: as as "pkcs8", format: "pem" });
    return {
      id: createHash("sha1").update(publicKeyPem).digest("hex"),
      defaults: {},
      computed: {
        publicKeyPem,
        privateKeyPem: secret(pem(type)),
        privateKeyPemPkcs8: secret(pem("pkcs8")),
      },
    };
  },
};

interface KeyInputs {
  algorithm?: string;
  rsaBits?: number;
  ecdsaCurve?: string;
}

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Key pairs of this run by the resources that they belong to: evaluating the program again changes none. */
const keyPairs = new Map<string, KeyPair>();

function keyPair(urn: string, inputs: KeyInputs): KeyPair {
  const key = JSON.stringify([urn, inputs]);
  const pair = keyPairs.get(key) ?? newKeyPair(inputs);
  keyPairs.set(key, pair);
  return pair;
}

/** https://www.pulumi.com/registry/packages/tls/api-docs/privatekey/ */
function newKeyPair({ algorithm, rsaBits = 2048, ecdsaCurve = "P224" }: KeyInputs): KeyPair {
  if (algorithm === "RSA") return generateKeyPairSync("rsa", { modulusLength: rsaBits });
  if (algorithm === "ED25519") return generateKeyPairSync("ed25519");
  const namedCurve = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1" }[ecdsaCurve];
  return generateKeyPairSync("ec", { namedCurve: namedCurve ?? "secp521r1" });
}

export function secret(value: unknown): unknown {
  return { [SIGNATURE_KEY]: SECRET, value };
}
