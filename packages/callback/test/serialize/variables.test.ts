import { equal, match } from "node:assert/strict";
import { Session } from "node:inspector";
import { join } from "node:path";
import { examine } from "../../src/examine";
import { serializeClosure } from "../../src/serialize/serialize";

const DIRECTORY = join(__dirname, "../../../..");

/** How often V8 is asked about an object while something runs. */
async function questionsDuring(run: () => Promise<unknown>): Promise<number> {
  const { post } = Session.prototype;
  let questions = 0;
  Session.prototype.post = function (this: Session, method: string, ...rest: unknown[]) {
    if (method === "Runtime.getProperties") questions++;
    return Reflect.apply(post, this, [method, ...rest]) as void;
  };
  try {
    await run();
  } finally {
    Session.prototype.post = post;
  }
  return questions;
}

describe("The variables of a closure", () => {
  it("are serialized as they were when they were examined", async () => {
    let state = "examined";
    const set = (value: string) => void (state = value);
    const closure = () => [state, typeof set];
    const examined = await examine(closure, { form: "callback", directory: DIRECTORY });
    set("later");
    const how = { ...examined, form: "callback", allowSecrets: false } as const;
    const { text } = await serializeClosure(closure, how);
    match(text, /state: "examined"/);
  });

  it("are asked for once for each function, and not again to serialize it", async () => {
    const [one, two, three] = [1, 2, 3];
    const inner = () => one + two;
    const closure = () => [inner(), inner.name, one, two, three];
    let examined!: Awaited<ReturnType<typeof examine>>;
    const toExamine = await questionsDuring(async () => {
      examined = await examine(closure, { form: "callback", directory: DIRECTORY });
    });
    const how = { ...examined, form: "callback", allowSecrets: false } as const;
    const toSerialize = await questionsDuring(() => serializeClosure(closure, how));
    // Once for its place, which never changes, and once for its variables.
    equal(toExamine, 2 * examined.functions.length);
    equal(toSerialize, 0);
  });
});
