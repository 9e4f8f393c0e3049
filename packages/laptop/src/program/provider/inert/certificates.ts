import { createPrivateKey, webcrypto } from "node:crypto";
import type * as X509 from "@peculiar/x509";
import type * as library from "../../../shared/tls/x509";
import type { Properties } from "../../resource";

const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const LOCALLY_SIGNED = "tls:index/locallySignedCert:LocallySignedCert";
const REQUEST = "tls:index/certRequest:CertRequest";

/** Certificates and requests for them, which are made of keys of the program. */
export const CERTIFICATE_TYPES = new Set([SELF_SIGNED, LOCALLY_SIGNED, REQUEST]);

interface Inputs {
  privateKeyPem: string;
  subject?: Record<string, string | undefined>;
  dnsNames?: string[];
  ipAddresses?: string[];
  isCaCertificate?: boolean;
  validityPeriodHours?: number;
  certRequestPem: string;
  caCertPem: string;
  caPrivateKeyPem: string;
}

/**
 * What the provider "tls" computes of a certificate or a request.
 * Differs from AWS: a certificate of the provider tls has its names and whether it is an authority, and no other extensions.
 * https://www.pulumi.com/registry/packages/tls/api-docs/selfsignedcert/
 * @throws for a key that certificates cannot be made of here.
 */
export function certificateOutputs(type: string, inputs: Properties): Promise<Properties> {
  const key = JSON.stringify([type, inputs]);
  const made = known.get(key) ?? makeOutputs(type, inputs);
  known.set(key, made);
  return made;
}

/** What this run has made: evaluating the program again changes none. */
const known = new Map<string, Promise<Properties>>();

async function makeOutputs(type: string, inputs: Properties): Promise<Properties> {
  const { x509 } = loadLibrary();
  const given = inputs as unknown as Inputs;
  const hours = given.validityPeriodHours ?? 1;
  const notBefore = new Date();
  const notAfter = new Date(notBefore.getTime() + hours * 60 * 60 * 1000);
  const validity = { notBefore, notAfter };
  const times = {
    validityStartTime: notBefore.toISOString(),
    validityEndTime: notAfter.toISOString(),
    readyForRenewal: false,
  };
  if (type === LOCALLY_SIGNED) {
    const request = new x509.Pkcs10CertificateRequest(given.certRequestPem);
    const authority = new x509.X509Certificate(given.caCertPem);
    const { signingAlgorithm, keys } = await keysOf(given.caPrivateKeyPem);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: request.subject,
      issuer: authority.subject,
      publicKey: request.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm,
      ...validity,
      extensions: [
        ...request.extensions,
        new x509.BasicConstraintsExtension(given.isCaCertificate === true, undefined, true),
      ],
    });
    return { ...times, certPem: pemOf(certificate) };
  }
  const { signingAlgorithm, keys } = await keysOf(given.privateKeyPem);
  const name = nameOf(given);
  const names = namesOf(x509, given);
  if (type === REQUEST) {
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name,
      keys,
      signingAlgorithm,
      extensions: names,
    });
    return { certRequestPem: pemOf(request) };
  }
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm,
    ...validity,
    extensions: [
      ...names,
      new x509.BasicConstraintsExtension(given.isCaCertificate === true, undefined, true),
    ],
  });
  return { ...times, certPem: pemOf(certificate) };
}

const PARTS: Record<string, string> = {
  commonName: "CN",
  organization: "O",
  organizationalUnit: "OU",
  locality: "L",
  province: "ST",
  country: "C",
};

function nameOf({ subject = {} }: Inputs): Record<string, string[]>[] {
  return Object.entries(PARTS).flatMap(([property, short]) =>
    subject[property] === undefined ? [] : [{ [short]: [subject[property]] }],
  );
}

function namesOf(x509: typeof X509, { dnsNames = [], ipAddresses = [] }: Inputs): X509.Extension[] {
  const names = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
  return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

async function keysOf(pem: string) {
  const key = createPrivateKey(pem);
  const algorithm = algorithmOf(key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve);
  const { subtle } = webcrypto;
  const der = key.export({ type: "pkcs8", format: "der" });
  const privateKey = await subtle.importKey("pkcs8", der, algorithm, true, ["sign"]);
  const {
    d: _d,
    p: _p,
    q: _q,
    dp: _dp,
    dq: _dq,
    qi: _qi,
    ...open
  } = await subtle.exportKey("jwk", privateKey);
  const publicKey = await subtle.importKey(
    "jwk",
    { ...open, key_ops: ["verify"] },
    algorithm,
    true,
    ["verify"],
  );
  return { signingAlgorithm: algorithm, keys: { privateKey, publicKey } };
}

function algorithmOf(type: string | undefined, curve: string | undefined) {
  if (type === "rsa") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  if (type === "ed25519") return { name: "Ed25519" };
  const namedCurve = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" }[curve ?? ""];
  if (namedCurve) return { name: "ECDSA", namedCurve, hash: "SHA-256" };
  throw new Error(
    `A certificate cannot be made here of a key of the curve ${curve}. Set ecdsaCurve of its tls.PrivateKey to P256.`,
  );
}

/** Loading it takes a while, and few programs have certificates. */
function loadLibrary(): typeof library {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load it at once
  return require("../../../shared/tls/x509") as typeof library;
}

function pemOf(made: { toString(format: "pem"): string }): string {
  return `${made.toString("pem")}\n`;
}
