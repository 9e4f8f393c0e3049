/** What the kit needs of a WebSocket: those of browsers, of Node.js and of `ws` have it. */
export interface WebSocketLike {
  readonly readyState: number;
  /* oxlint-disable typescript/no-explicit-any -- Each has types of its own for its events. */
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: any, options?: any): void;
  /* oxlint-enable typescript/no-explicit-any */
  close(code?: number, reason?: string): void;
  /** Only `ws` has it. */
  terminate?(): void;
}

export interface WebSocketClass {
  new (url: string, protocols?: string | string[]): WebSocketLike;
  /** What a message may have; 32 KB, which a frame may have, if not given. */
  readonly maxBytes?: number;
}

/** The platform's own, or that of `ws`: Node.js 20 has none of its own. @throws if `ws` is not installed. */
export async function platforms(): Promise<WebSocketClass> {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketClass };
  // A bundler that understood this would put `ws` in every page.
  const name = ["w", "s"].join("");
  const load = () => import(/* webpackIgnore: true */ /* @vite-ignore */ name);
  return WebSocket ?? ((await load()) as { default: WebSocketClass }).default;
}
