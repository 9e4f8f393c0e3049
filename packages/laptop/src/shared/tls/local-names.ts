/** Where the local services answer under AWS's names, and how to trust them. */
export interface LocalNames {
  /** The address of the port that speaks TLS. */
  host: string;
  port: number;
  /** Further names and addresses of that port. */
  own: readonly string[];
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
