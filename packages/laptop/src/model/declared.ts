import { UserError } from "../shared/errors";
import { plain, type Properties, type Resource } from "../program/resource";

/** A resource of the program whose outputs have no marks of secrets. */
export interface PlainResource extends Resource {
  outputs: Properties;
}

/** The resources of one type, for example `aws:lambda/function:Function`. */
export type OfType = (type: string) => PlainResource[];

/** Removes the marks of secrets from the resources' outputs. */
export function withPlainOutputs(resources: Resource[]): PlainResource[] {
  return resources.map((resource) => ({
    ...resource,
    outputs: plain(resource.outputs) as Properties,
  }));
}

/** Looks up resources by their type. */
export function searchIn(resources: PlainResource[]): OfType {
  return (type) => resources.filter((resource) => resource.type === type);
}

/** For example `aws:sqs/queue:Queue "jobs"`. */
export function describe({ type, name }: Resource): string {
  return `${type} "${name}"`;
}

/** @throws UserError that names the resource, what cannot run on a laptop, and the way to run the rest. */
export function refuse(resource: PlainResource, why: string): never {
  const option = `--without ${inShell(resource.name)}`;
  throw new UserError(
    "NOT_EMULATED",
    `${describe(resource)} ${why} To run the program without it, add ${option}.`,
  );
}

/** As one word of a command line. */
export function inShell(text: string): string {
  return /[^\w@%+=:,./-]/.test(text) ? `'${text}'` : text;
}

/** The text of an output; empty if the output is absent. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
