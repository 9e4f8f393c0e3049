import { ARCHIVE, ASSET, SIGNATURE_KEY } from "../program/marks";
import { UserError } from "../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "./declared";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_LAYERS = 5;

/** A text, a file or folder on disk, or a folder of these by name. */
export type Code = { text: string } | { path: string } | { files: Record<string, Code> };

/** The asset or archive that a plain value stands for. Remote ones (`uri`) are not fetched: undefined. */
export function codeOf(value: unknown): Code | undefined {
  const asset = value as Record<string, unknown> | undefined;
  const kind = asset?.[SIGNATURE_KEY];
  if (!asset || (kind !== ASSET && kind !== ARCHIVE)) return undefined;
  if (typeof asset.path === "string") return { path: asset.path };
  if (typeof asset.text === "string") return { text: asset.text };
  if (typeof asset.assets !== "object" || asset.assets === null) return undefined;
  const files: Record<string, Code> = {};
  for (const [name, inner] of Object.entries(asset.assets)) {
    const code = codeOf(inner);
    if (!code) return undefined;
    files[name] = code;
  }
  return { files };
}

/** Folders or zip files with layers of other accounts, by the ARN of the layer's version. */
export type SuppliedLayers = Readonly<Record<string, string>>;

/**
 * The content of a function's layers, in the function's order.
 * @param supplied what stands for layers that the program does not declare; if not given, these are left out.
 * @throws UserError if a layer is missing, or if AWS would not take that many.
 */
export function layersOf(
  resource: PlainResource,
  ofType: OfType,
  supplied: SuppliedLayers | undefined,
): Code[] {
  const arns = ((resource.outputs.layers ?? []) as unknown[]).map(textOf);
  if (arns.length > MAX_LAYERS)
    throw new UserError(
      "MODEL",
      `${describe(resource)} has ${arns.length} layers. AWS allows ${MAX_LAYERS}: merge some.`,
    );
  const declared = ofType("aws:lambda/layerVersion:LayerVersion");
  return arns.flatMap((arn) => {
    const layer = declared.find(({ outputs }) => outputs.arn === arn);
    if (layer)
      return (
        codeOf(layer.outputs.code) ??
        refuse(layer, "has no code that can be read here. Set code to a local archive.")
      );
    const path = supplied?.[arn];
    if (path !== undefined) return { path };
    if (!supplied) return [];
    return refuse(
      resource,
      `has the layer "${arn}", which this program does not declare. Download it, and give its zip or folder: --layer ${arn}=FOLDER`,
    );
  });
}
