/** Secrets in the issuer's own format, so that false alarms are rare. */
const FORMATS: [string, RegExp][] = [
  // Keys that end in EXAMPLE come from AWS's documentation.
  ["an AWS access key", /\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[0-9A-Z]{16}\b/],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"'`${}]+:[^\s:@/"'`${}<]+@[\w.-]+/i],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/],
  ["a Stripe key", /\b[rs]k_live_[A-Za-z0-9]{20,}\b/],
  ["a Google key", /\bAIza[0-9A-Za-z_-]{35}\b/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
];

/** Names of variables that hold a secret, not the name or ARN of one. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|SECRET_?KEY|CREDENTIALS)$/i;

/** What kind of secret a text holds, if any. */
export function secretIn(text: string): string | undefined {
  return FORMATS.find(([, format]) => format.test(text))?.[0];
}

/** Whether a variable is named as one that holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
