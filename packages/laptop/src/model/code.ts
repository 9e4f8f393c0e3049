import { ARCHIVE, ASSET, SIGNATURE_KEY } from "../program/marks";
import { UserError } from "../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "./declared";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_LAYERS = 5;

/** A text, a file on disk, a folder or zip whose content counts, or a folder of these by name. */
export type Code =
  | { text: string }
  | { path: string }
  | { archive: string }
  | { files: Record<string, Code> };

/** The asset or archive that a plain value stands for. Remote ones (`uri`) are not fetched: undefined. */
export function codeOf(value: unknown): Code | undefined {
  const asset = value as Record<string, unknown> | undefined;
  const kind = asset?.[SIGNATURE_KEY];
  if (!asset || (kind !== ASSET && kind !== ARCHIVE)) return undefined;
  if (typeof asset.path === "string")
    return kind === ARCHIVE ? { archive: asset.path } : { path: asset.path };
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

/** Types of what is uploaded to a bucket. */
export const OBJECT_TYPES = [
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
];

/**
 * The code of a function or a layer, from an archive of the program or from what the program uploads to a bucket.
 * @throws UserError if there is none that can be read here.
 */
export function codeIn(resource: PlainResource, ofType: OfType): Code {
  const { code, s3Bucket, s3Key } = resource.outputs;
  const own = codeOf(code);
  if (own) return own;
  if (s3Key === undefined)
    return refuse(resource, "has no code that can be read here. Set code to a local archive.");
  const uploaded = OBJECT_TYPES.flatMap(ofType).find(
    ({ outputs }) => outputs.bucket === s3Bucket && outputs.key === s3Key,
  );
  const place = `${textOf(s3Bucket)}/${textOf(s3Key)}`;
  return (
    codeOf(uploaded?.outputs.source) ??
    refuse(
      resource,
      `has its code in "${place}", which no BucketObject of this program uploads from a local source. Set code to a local archive.`,
    )
  );
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
    if (layer) return codeIn(layer, ofType);
    const archive = supplied?.[arn];
    if (archive !== undefined) return { archive };
    if (!supplied) return [];
    return refuse(
      resource,
      `has the layer "${arn}", which this program does not declare. Download it, and give its zip or folder: --layer ${arn}=FOLDER`,
    );
  });
}
