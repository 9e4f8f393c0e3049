import { equal, match, ok, rejects } from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { evaluateText } from "../../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../../support/program/program-folder";
import { certificateOutputs } from "../../../../src/program/provider/inert/certificates";

const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const KEY = { format: "pem" } as const;

function keyOf(kind: "rsa" | "P256" | "P224" | "ed25519"): string {
  if (kind === "ed25519")
    return generateKeyPairSync("ed25519").privateKey.export({ ...KEY, type: "pkcs8" }) as string;
  if (kind === "rsa")
    return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      ...KEY,
      type: "pkcs1",
    }) as string;
  const namedCurve = kind === "P256" ? "prime256v1" : "secp224r1";
  return generateKeyPairSync("ec", { namedCurve }).privateKey.export({
    ...KEY,
    type: "sec1",
  }) as string;
}

// https://www.pulumi.com/registry/packages/tls/
describe("A certificate of the provider tls", () => {
  after(removeProgramFolders);

  for (const kind of ["rsa", "P256", "ed25519"] as const) {
    it(`signs itself with a key of the kind ${kind}`, async () => {
      const privateKeyPem = keyOf(kind);
      const { certPem } = await certificateOutputs(SELF_SIGNED, {
        privateKeyPem,
        subject: { commonName: "example.com", organization: "Example" },
        dnsNames: ["example.com", "*.example.com"],
        ipAddresses: ["127.0.0.1"],
        validityPeriodHours: 12,
      });
      const certificate = new X509Certificate(String(certPem));
      ok(certificate.checkPrivateKey(createPrivateKey(privateKeyPem)));
      ok(certificate.verify(certificate.publicKey));
      equal(certificate.subject, "CN=example.com\nO=Example");
      equal(certificate.subjectAltName, "DNS:example.com, DNS:*.example.com, IP Address:127.0.0.1");
      equal(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom), 12 * 3600 * 1000);
    });
  }

  it("is signed by an authority of the program, for a request", async () => {
    const [caPrivateKeyPem, privateKeyPem] = [keyOf("P256"), keyOf("rsa")];
    const { certPem: caCertPem } = await certificateOutputs(SELF_SIGNED, {
      privateKeyPem: caPrivateKeyPem,
      subject: { commonName: "authority" },
      isCaCertificate: true,
      validityPeriodHours: 12,
    });
    const { certRequestPem } = await certificateOutputs("tls:index/certRequest:CertRequest", {
      privateKeyPem,
      subject: { commonName: "server" },
      dnsNames: ["server.example.com"],
    });
    match(String(certRequestPem), /^-----BEGIN CERTIFICATE REQUEST-----/);
    const { certPem } = await certificateOutputs("tls:index/locallySignedCert:LocallySignedCert", {
      certRequestPem,
      caCertPem,
      caPrivateKeyPem,
      validityPeriodHours: 1,
    });
    const [authority, certificate] = [caCertPem, certPem].map(
      (pem) => new X509Certificate(String(pem)),
    );
    ok(certificate!.checkIssued(authority!) && certificate!.verify(authority!.publicKey));
    ok(certificate!.checkPrivateKey(createPrivateKey(privateKeyPem)));
    equal(certificate!.subjectAltName, "DNS:server.example.com");
    equal(authority!.ca, true);
    equal(certificate!.ca, false);
  });

  it("is what a program gets that declares one", async () => {
    const { outputs } = await evaluateText(`
      const key = new pulumi.CustomResource("tls:index/privateKey:PrivateKey", "key",
        { algorithm: "ECDSA", ecdsaCurve: "P256", privateKeyPem: undefined });
      const cert = new pulumi.CustomResource("tls:index/selfSignedCert:SelfSignedCert", "cert",
        { privateKeyPem: (key as any).privateKeyPem, subject: { commonName: "a" }, validityPeriodHours: 1, certPem: undefined });
      export const certPem = (cert as any).certPem;`);
    equal(new X509Certificate(String(outputs.certPem)).subject, "CN=a");
  });

  it("stays the same when the program is evaluated again", async () => {
    const inputs = { privateKeyPem: keyOf("P256"), validityPeriodHours: 1 };
    const first = await certificateOutputs(SELF_SIGNED, inputs);
    equal((await certificateOutputs(SELF_SIGNED, { ...inputs })).certPem, first.certPem);
  });

  it("says which key it cannot be made of", async () => {
    await rejects(certificateOutputs(SELF_SIGNED, { privateKeyPem: keyOf("P224") }), {
      message:
        "A certificate cannot be made here of a key of the curve secp224r1. Set ecdsaCurve of its tls.PrivateKey to P256.",
    });
  });
});
