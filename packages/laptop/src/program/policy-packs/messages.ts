import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { Project } from "../project/project";
import { Struct } from "../protobuf";
import { forPolicies, type Properties, type Resource } from "../resource";

type JudgedProject = Pick<Project, "configuration" | "workingDirectory">;

/**
 * A resource before it is made: what the program asks for.
 * @param explicit the provider that the program gives it; undefined for the default one.
 */
export function requestOf(resource: Resource, project: JudgedProject, explicit?: Resource) {
  return new analyzer.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setOptions(optionsOf(resource))
    .setProvider(explicit ? explicitProvider(explicit, project) : providerOf(resource, project))
    .setProperties(structOf(resource.inputs, project));
}

/** A resource after it was made, or would be: what AWS answers. */
export function stackResourceOf(resource: Resource, project: JudgedProject, explicit?: Resource) {
  return new analyzer.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setParent(resource.parent)
    .setDependenciesList(resource.dependencies)
    .setOptions(optionsOf(resource))
    .setProvider(explicit ? explicitProvider(explicit, project) : providerOf(resource, project))
    .setProperties(structOf(resource.outputs, project));
}

function optionsOf({ parent, protect, aliases = [], ignoreChanges = [] }: Resource) {
  return new analyzer.AnalyzerResourceOptions()
    .setParent(parent)
    .setProtect(protect)
    .setAliasesList(aliases)
    .setIgnorechangesList(ignoreChanges);
}

function explicitProvider({ urn, type, name, inputs }: Resource, project: JudgedProject) {
  return new analyzer.AnalyzerProviderResource()
    .setUrn(urn)
    .setType(type)
    .setName(name)
    .setProperties(structOf(inputs, project));
}

/** The default provider of a resource's package, which the engine makes of the stack's configuration. */
function providerOf({ type, custom }: Resource, project: JudgedProject) {
  const [pack] = type.split(":");
  if (!custom || pack === "pulumi") return undefined;
  const settings = Object.entries(project.configuration.values).flatMap(([key, value]) =>
    key.startsWith(`${pack}:`) ? [[key.slice(pack!.length + 1), value] as const] : [],
  );
  return new analyzer.AnalyzerProviderResource()
    .setType(`pulumi:providers:${pack}`)
    .setName("default")
    .setProperties(structOf(Object.fromEntries(settings), project));
}

function structOf(properties: Properties, { workingDirectory }: JudgedProject): Struct {
  return Struct.fromJavaScript(forPolicies(properties, workingDirectory) as never);
}
