import type * as pulumi from "@pulumi/pulumi";

/** The names of an archive's files with their texts. */
export async function filesOf(archive: unknown): Promise<Record<string, string>> {
  // An asset may still be on its way, which Pulumi's type does not say.
  const textOf = async (asset: unknown) => ((await asset) as pulumi.asset.StringAsset).text;
  const assets = await (archive as pulumi.asset.AssetArchive).assets;
  const files: Record<string, string> = {};
  for (const [name, asset] of Object.entries(assets)) files[name] = await textOf(asset);
  return files;
}
