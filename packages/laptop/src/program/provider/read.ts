import { answerOf, STACK_REFERENCE, wayOut, type Lookups } from "../project/lookups";
import type { Properties } from "../resource";
import { cloudOf } from "./invoke";

/**
 * The state of a resource that the program reads and does not declare: `aws.ec2.Vpc.get(name, id)`.
 * @throws if nobody says what it is.
 */
export function readState(
  type: string,
  name: string,
  id: string,
  properties: Properties,
  lookups: Lookups,
): Properties {
  if (type === STACK_REFERENCE) return stackState(id, lookups);
  const state = answerOf(lookups, type, { ...properties, id });
  if (state) return { ...properties, ...state };
  throw new Error(
    `${type} "${name}" is read from ${cloudOf(type)}, which cannot be reached here. Declare it in the program. ${wayOut(type, { id })}`,
  );
}

/** https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences */
function stackState(name: string, lookups: Lookups): Properties {
  const outputs = answerOf(lookups, STACK_REFERENCE, { name });
  if (outputs) return { name, outputs, secretOutputNames: [] };
  const example = `laptop:stackReferences=${JSON.stringify({ [name]: { output: "value" } })}`;
  throw new Error(
    `The outputs of stack "${name}" are not known here. Give them with --config '${example}', or ${wayOut(STACK_REFERENCE, { name }).replace("Give its result", "give them")}`,
  );
}
