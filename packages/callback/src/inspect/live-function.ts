import type { Debugger, Runtime, Session } from "node:inspector";
import { createContext } from "node:vm";
import { getSessionAsync } from "./pulumi-closure";

/** The scopes around a function, the innermost first, each with what its variables held when it was read. */
type Scopes = ArrayLike<{ object?: Record<string, unknown> }>;

/** Where values pass between this file and V8: an own context, as a test may run the program in another one. */
interface Table {
  value?: object;
  scopes?: Scopes;
}

const GROUP = "pulumi-callback";

let inspector: { session: Session; contextId: number; table: Table } | undefined;
/** A function stays where it is. */
const places = new WeakMap<object, Debugger.Location | undefined>();

/** Must be awaited before the other functions of this file are called. */
export async function openInspector(): Promise<void> {
  if (inspector) return;
  const session = await getSessionAsync();
  const table: Table = {};
  session.post("Runtime.enable");
  const created = new Promise<number>((resolve) =>
    session.once("Runtime.executionContextCreated", ({ params }) => resolve(params.context.id)),
  );
  createContext(table);
  inspector = { session, contextId: await created, table };
  session.post("Runtime.disable");
}

/** Where a function is in its script; undefined for native code. */
export function scriptPlaceOf(value: object): Debugger.Location | undefined {
  if (!places.has(value)) withProperties(value, () => undefined);
  return places.get(value);
}

/**
 * Asks V8. A session in its own process answers at once.
 * @throws the error that V8 answers with.
 */
export function post<Answer>(method: string, parameters?: object): Answer {
  let failure: Error | null = null;
  let answer: object | undefined;
  inspector!.session.post(method, parameters, (...outcome) => ([failure, answer] = outcome));
  // In the callback, Node.js would make a warning of it.
  if (failure) throw failure as Error;
  return answer as Answer;
}

/**
 * The variables that functions take from around them. Each function is read once, when it is first asked for: what
 * is examined of a closure is what is serialized.
 */
export class Variables {
  readonly #scopes = new Map<object, Scopes>();

  /** The value that a function sees under a name; undefined if there is no such name. */
  find(fn: object, name: string): { value: unknown } | undefined {
    const scopes = this.#scopesOf(fn);
    for (let i = 0; i < scopes.length; i++) {
      const { object } = scopes[i]!;
      if (object && name in object) return { value: object[name] };
    }
    return undefined;
  }

  #scopesOf(fn: object): Scopes {
    const known = this.#scopes.get(fn);
    if (known) return known;
    const scopes = withProperties(fn, (objectIdOf) => {
      const objectId = objectIdOf("[[Scopes]]");
      return objectId === undefined ? [] : valueOf(objectId);
    });
    this.#scopes.set(fn, scopes);
    return scopes;
  }
}

/**
 * Asks V8 for the internal properties of a function, and remembers its place.
 * @param read gets the IDs of their values, which are released afterwards.
 */
function withProperties<Result>(
  value: object,
  read: (objectIdOf: (name: string) => string | undefined) => Result,
): Result {
  const { contextId, table } = inspector!;
  table.value = value;
  try {
    const { result } = post<Runtime.EvaluateReturnType>("Runtime.evaluate", {
      contextId,
      expression: "value",
      objectGroup: GROUP,
    });
    const { objectId } = result;
    const properties = objectId === undefined ? [] : internalPropertiesOf(objectId);
    const about = (name: string) => properties.find((each) => each.name === name)?.value;
    places.set(value, about("[[FunctionLocation]]")?.value as Debugger.Location | undefined);
    return read((name) => about(name)?.objectId);
  } finally {
    delete table.value;
    post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}

function internalPropertiesOf(objectId: string) {
  const parameters = { objectId, ownProperties: true };
  const answer = post<Runtime.GetPropertiesReturnType>("Runtime.getProperties", parameters);
  return answer.internalProperties ?? [];
}

function valueOf(objectId: string): Scopes {
  const { table } = inspector!;
  const functionDeclaration = "function () { scopes = this; }";
  post("Runtime.callFunctionOn", { objectId, functionDeclaration, silent: true });
  const { scopes } = table;
  delete table.scopes;
  return scopes!;
}
