/** Where the local services answer under AWS's names, and how to trust them. */
export interface LocalNames {
  /** The address of the port that speaks TLS. */
  host: string;
  port: number;
  /** A proxy that leads AWS's names here, with its credentials: `http://USER:SECRET@127.0.0.1:PORT`. */
  proxy: string;
  /** Further names and addresses of that port. */
  own: readonly string[];
  /** The program's custom domain names, in lower case, which lead there as well. A change of the program changes them. */
  domains: string[];
  /** The certificate of the authority, as PEM. */
  certificate: string;
  /** A file with the certificate. */
  certificateFile: string;
  /** A file with the certificate and the public authorities'. */
  bundle: string;
}

/**
 * Variables by which the AWS SDKs and OpenSSL find the certificates; Node.js has its own way.
 * Differs from AWS: AWS_CA_BUNDLE, SSL_CERT_FILE and NODE_EXTRA_CA_CERTS are set, so that clients trust the local services.
 */
export function trustVariables({ bundle }: LocalNames): Record<string, string> {
  return { AWS_CA_BUNDLE: bundle, SSL_CERT_FILE: bundle };
}

/**
 * Variables by which other programs than Node.js find AWS's names on this machine. None if the function has a
 * proxy of its own: that is the one it would use on AWS.
 * Differs from AWS: HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE are set outside the Node.js runtimes, so that AWS's names lead here.
 * @param own the function's variables.
 */
export function proxyVariables(
  names: LocalNames | undefined,
  own: Record<string, string>,
): Record<string, string> {
  const isProxied = Object.keys(own).some((name) => /^(https|all)_proxy$/i.test(name));
  if (!names || isProxied) return {};
  const { proxy, bundle } = names;
  const direct = [...names.own, own.no_proxy ?? own.NO_PROXY ?? []].flat().join(",");
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    REQUESTS_CA_BUNDLE: own.REQUESTS_CA_BUNDLE ?? bundle,
  };
}
