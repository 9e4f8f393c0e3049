import type { BuiltPage } from "./build";

/** What API Gateway sends to a browser. */
export interface PageResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers with the page, which learns from the function's environment variables where to connect. */
export function servePage({ html, scriptHash, styleHash }: BuiltPage) {
  const { SOCKET_URL = "", AUTHORIZATION = "", SIGN_IN_URL = "" } = process.env;
  const { CLIENT = "", USER_CLAIM = "" } = process.env;
  const values: Record<string, string> = {
    "data-socket": SOCKET_URL,
    "data-authorization": AUTHORIZATION,
    "data-sign-in": SIGN_IN_URL,
    "data-client": CLIENT,
    "data-user-claim": USER_CLAIM,
  };
  const body = html.replace(/(data-[a-z-]+)=""/g, (empty, name: string) =>
    name in values
      ? `${name}="${values[name]!.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`
      : empty,
  );
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHash}`,
    `style-src ${styleHash}`,
    "img-src data:",
    `connect-src ${new URL(SOCKET_URL).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return async (): Promise<PageResponse> => ({ statusCode: 200, headers, body });
}
