// The packages of these programs are linked when the tests run, so the compiler finds no more of them than this.
declare module "acme-chat-api" {
  // oxlint-disable-next-line typescript/consistent-type-imports -- a declaration like this one cannot import
  const api: typeof import("./component-package/chat-api/index");
  export = api;
}
declare module "@acme/service" {
  export function handler(event: { body: string }): Promise<object>;
}
declare module "@acme/protocol" {
  export function written(author: string, text: string): string;
}
