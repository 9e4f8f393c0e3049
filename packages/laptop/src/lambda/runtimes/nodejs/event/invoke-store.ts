import type { RuntimeEvent } from "../client/runtime-client";

type Fields = Record<string | symbol, unknown>;

const REQUEST_ID = Symbol.for("_AWS_LAMBDA_REQUEST_ID");
const X_RAY_TRACE_ID = Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID");
const TENANT_ID = Symbol.for("_AWS_LAMBDA_TENANT_ID");
const PROTECTED_KEYS = { REQUEST_ID, X_RAY_TRACE_ID, TENANT_ID };

/**
 * `awslambda.InvokeStore`, from which the SDK and tools learn about the event in flight.
 * https://github.com/awslabs/aws-lambda-invoke-store
 */
export class InvokeStore {
  static readonly PROTECTED_KEYS = PROTECTED_KEYS;
  #context: Fields | undefined;

  static contextOf({ requestId, headers }: RuntimeEvent): Fields {
    return { [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: headers["lambda-runtime-trace-id"] };
  }

  getContext(): Fields | undefined {
    return this.#context;
  }

  hasContext(): boolean {
    return this.#context !== undefined;
  }

  get(key: string | symbol): unknown {
    return this.#context?.[key];
  }

  set(key: string | symbol, value: unknown): void {
    if (this.isProtectedKey(key))
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    this.#context = Object.assign(this.#context ?? {}, { [key]: value });
  }

  run<Result>(context: Fields, call: () => Result): Result {
    this.#context = context;
    return call();
  }

  isProtectedKey(key: string | symbol): boolean {
    return Object.values(PROTECTED_KEYS).includes(key as symbol);
  }

  getRequestId(): unknown {
    return this.get(REQUEST_ID) ?? "-";
  }

  getXRayTraceId(): unknown {
    return this.get(X_RAY_TRACE_ID);
  }

  getTenantId(): unknown {
    return this.get(TENANT_ID);
  }
}
