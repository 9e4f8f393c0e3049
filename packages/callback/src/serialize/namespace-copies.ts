import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";

/** Stands before the specifier of a module of which the program has a copy. */
export const COPY_OF = "namespace-copy:";

const serializing = new AsyncLocalStorage<true>();

/**
 * The prototype of copies that TypeScript made, while they are serialized. Newer versions of Pulumi than 3.248 take what
 * `__importStar` makes for the module itself, which has no `default`; they know it by the prototype of all objects.
 */
export const DISGUISE: object = Object.create(Object.prototype) as object;

/** How many serializations each of them takes part in. */
const disguised = new WeakMap<object, number>();

/**
 * Runs Pulumi's serializer so that it takes a copy that a compiler made for `import * as` for a module. It
 * knows modules by their exports in require.cache, and would serialize the package's code piece by piece.
 *
 * @param copies each with what the serializer would `require`.
 */
export async function withCopies<Result>(
  copies: ReadonlyMap<object, string>,
  serialize: () => Promise<Result>,
): Promise<Result> {
  const paths = [...copies].map(([copy, specifier]) => show(copy, specifier));
  for (const copy of copies.keys()) disguise(copy);
  try {
    return await serializing.run(true, serialize);
  } finally {
    for (const copy of copies.keys()) reveal(copy);
    for (const path of paths) delete require.cache[path];
  }
}

function disguise(copy: object): void {
  const count = disguised.get(copy) ?? 0;
  if (count === 0 && Object.getPrototypeOf(copy) !== Object.prototype) return;
  disguised.set(copy, count + 1);
  Object.setPrototypeOf(copy, DISGUISE);
}

function reveal(copy: object): void {
  const count = disguised.get(copy);
  if (count === undefined) return;
  if (count > 1) return void disguised.set(copy, count - 1);
  disguised.delete(copy);
  Object.setPrototypeOf(copy, Object.prototype);
}

/** Other serializations of the program do not see it. */
function show(copy: object, specifier: string): string {
  let path = join(process.cwd(), "node_modules", COPY_OF + specifier);
  // Each file of a program has a copy of its own. The serializer drops the dots.
  while (path in require.cache) path = path.replace(COPY_OF, `./${COPY_OF}`);
  const hidden = {};
  const visible = { get: () => (serializing.getStore() ? copy : hidden) };
  require.cache[path] = Object.defineProperty({}, "exports", visible) as NodeJS.Module;
  return path;
}
