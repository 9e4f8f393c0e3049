import type { Resource } from "../../program/resource";
import { WITHOUT_KEY } from "../../program/project/laptop-settings";
import { UserError } from "../../shared/errors";
import { describe, inShell } from "../declared";

/** Resources that a run leaves out, because it was told to by their type or name. */
export class Without {
  readonly #isAsked: (resource: Resource) => boolean;

  /**
   * @param asked types (`aws:sqs/queue:Queue` or `aws.sqs.Queue`), beginnings of types (`aws:apigateway`), and names
   *   of resources or of the components that they belong to.
   * @param resources of the program, components included.
   * @throws UserError that names what nothing in the program has.
   */
  constructor(
    private readonly asked: readonly string[],
    private readonly resources: readonly Resource[],
  ) {
    this.#isAsked = (resource) => asked.some((wanted) => isMeant(resource, wanted));
    const unknown = asked.find((wanted) => !resources.some((each) => isMeant(each, wanted)));
    if (unknown === undefined) return;
    throw new UserError(
      "PROJECT",
      `The program has no type and no name "${unknown}" that it could run without. Correct --without, or "${WITHOUT_KEY}" in the stack's file.`,
    );
  }

  /** What is said where a name is of several resources, which all are left out. */
  get ambiguities(): string[] {
    return this.asked.flatMap((wanted) => {
      const named = this.resources.filter(({ name }) => name === wanted);
      if (named.length < 2) return [];
      const list = named.map(describe).join(", ");
      return `"${wanted}" is the name of ${named.length} resources, which are all left out: ${list}. Name a type to leave out one.`;
    });
  }

  /** Whether the resource, or a component that it belongs to, is left out. */
  has(resource: Resource): boolean {
    const parent = this.resources.find(({ urn }) => urn === resource.parent);
    return this.#isAsked(resource) || (parent !== undefined && this.has(parent));
  }
}

/** Nothing is left out. */
export const NOTHING = new Without([], []);

/** How the program runs without some resources. */
export function wayOut(refused: Resource[], stack: string): string {
  const options = (values: string[]) =>
    [...new Set(values)].map((value) => `--without ${inShell(value)}`).join(" ");
  const types = options(refused.map(({ type }) => type));
  const names = options(refused.map(({ name }) => name));
  const which = refused.length === 1 ? "it" : "them";
  return `To run the program without ${which}, add ${types}, or by name ${names}. In Pulumi.${stack}.yaml, "${WITHOUT_KEY}" lists the same.`;
}

function isMeant({ type, name }: Resource, wanted: string): boolean {
  return (
    name === wanted ||
    type === wanted ||
    asInPrograms(type) === wanted ||
    (type.startsWith(wanted) && /^[:/]/.test(type.slice(wanted.length)))
  );
}

/** `aws.sqs.Queue` of `aws:sqs/queue:Queue`. */
function asInPrograms(type: string): string {
  return type.replace(/\/\w+(?=:)/, "").replaceAll(":", ".");
}
