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

/** What leads programs that a function consists of, or starts, to the local services. */
export interface Leading {
  names: LocalNames;
  /** The file that leads a Node.js process which loads it first. */
  preload: string;
}

/**
 * The variables by which programs find AWS's names on this machine: Node.js loads what leads it, others have a proxy.
 * Differs from AWS: HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE and NODE_OPTIONS are set outside the Node.js runtimes and in programs that functions start, so that AWS's names lead here.
 * @param own the program's variables.
 */
export function leadingVariables(
  leading: Leading | undefined,
  own: Record<string, string>,
): Record<string, string> {
  if (!leading) return {};
  return {
    ...proxyVariables(leading.names, own),
    NODE_OPTIONS: leadingOptions(leading, own.NODE_OPTIONS),
  };
}

/**
 * The `NODE_OPTIONS` of a program or worker thread of Node.js that is led.
 * @param own what it has by itself.
 */
export function leadingOptions(leading: Leading, own?: string): string {
  const option = preloadOption(leading);
  return own?.includes(option) ? own : joined(option, " ", own);
}

/**
 * Takes these variables away again: the code of Node.js processes sees what it sees on AWS, and none of its libraries
 * uses the proxy.
 */
export function withdrawLeading(leading: Leading, variables: NodeJS.ProcessEnv): void {
  const withdraw = (name: string, value: string, separator: string) => {
    const rest = without(variables[name], value, separator);
    if (rest === undefined) delete variables[name];
    else variables[name] = rest;
  };
  for (const [name, value] of Object.entries(proxyVariables(leading.names, {})))
    withdraw(name, value, ",");
  withdraw("NODE_OPTIONS", preloadOption(leading), " ");
}

/** Quoted as https://nodejs.org/api/cli.html#node_optionsoptions says. */
const preloadOption = ({ preload }: Leading) => `--require ${JSON.stringify(preload)}`;

/** None if there is a proxy already: that is the one it would use on AWS. Empty, it is none. */
function proxyVariables(
  { proxy, bundle, own: direct }: LocalNames,
  own: Record<string, string>,
): Record<string, string> {
  const isProxy = (name: string) => /^(https|all)_proxy$/i.test(name);
  if (Object.entries(own).some(([name, value]) => isProxy(name) && value)) return {};
  const noProxy = joined(direct.join(), ",", own.no_proxy ?? own.NO_PROXY);
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    REQUESTS_CA_BUNDLE: own.REQUESTS_CA_BUNDLE ?? bundle,
  };
}

function joined(first: string, separator: string, second: string | undefined): string {
  return second === undefined ? first : first + separator + second;
}

/** What `part` was joined to, before or after it. */
function without(all: string | undefined, part: string, separator: string): string | undefined {
  if (all === part) return undefined;
  return all?.replace(part + separator, "").replace(separator + part, "");
}
