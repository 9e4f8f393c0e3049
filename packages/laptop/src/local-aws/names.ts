import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { plainAddress, plainName } from "../shared/addresses";
import { certificateNames, isAnyAwsName } from "../shared/aws-names";
import type { LocalNames } from "../shared/tls/local-names";
import type { Authority } from "../shared/tls/authority";
import { serveTls } from "../shared/tls/serve-tls";
import { startProxy } from "./proxy";

/**
 * Serves TLS on the gateway's port, under its own names, AWS's and the program's.
 * @param host the name or address that the server listens on.
 * @param domains the program's custom domain names, in lower case.
 * @returns what execution environments need to get there, and a function that ends the connections and
 * removes the files.
 */
export async function serveLocalNames(
  server: Server,
  host: string,
  authority: Authority,
  domains: string[] = [],
): Promise<LocalNames & { close(): Promise<void> }> {
  const { address, port } = server.address() as AddressInfo;
  const own = [...new Set(["localhost", "127.0.0.1", "::1", plainName(host), ...interfaces()])];
  const endTls = serveTls(server, (name = "") => {
    if (domains.includes(name)) return authority.certificateFor([name]);
    return authority.certificateFor(isAnyAwsName(name) ? certificateNames(name) : own);
  });
  const folder = await mkdtemp(join(tmpdir(), "pulumi-laptop-names-"));
  const bundle = join(folder, "certificates.pem");
  const certificateFile = join(folder, "certificate.pem");
  // An environment's clients still trust what this machine's Node.js does.
  const extra = await readFile(process.env.NODE_EXTRA_CA_CERTS ?? "", "utf8").catch(() => "");
  await writeFile(bundle, [...rootCertificates, extra, authority.certificate].join("\n"));
  await writeFile(certificateFile, [extra, authority.certificate].join("\n"));
  const local = { host: address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address, port };
  const proxy = await startProxy(local, domains);
  return {
    ...local,
    proxy: proxy.url,
    own,
    domains,
    certificate: authority.certificate,
    certificateFile,
    bundle,
    async close() {
      endTls();
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function interfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map((each) => plainAddress(each.address)),
  );
}
