import { UnknownValueError } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { UNKNOWN, type Properties } from "./values";

/**
 * Properties as rules read them. Those of @pulumi/policy throw when an unknown value is read,
 * which would end a rule at the first unknown value.
 */
export async function plainProperties(props: Properties): Promise<Properties> {
  return (await plain(props)) as Properties;
}

async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (asset.Asset.isInstance(value) || asset.Archive.isInstance(value)) return plainCode(value);
  const entries = await Promise.all(
    Object.keys(value).map(async (key) => [key, await plain(read(value as Properties, key))]),
  );
  if (Array.isArray(value)) return entries.map(([, inner]) => inner);
  return Object.fromEntries(entries) as Properties;
}

function read(object: Properties, key: string): unknown {
  try {
    return object[key];
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

/** An asset or archive in the form in which Pulumi's protocol carries it. */
async function plainCode(value: object): Promise<Properties> {
  const { path, text, assets } = value as Properties;
  const isAsset = asset.Asset.isInstance(value);
  return {
    [specialSigKey]: isAsset ? specialAssetSig : specialArchiveSig,
    ...(path !== undefined && { path: await unwrapped(path) }),
    ...(text !== undefined && { text: await unwrapped(text) }),
    ...(assets !== undefined && { assets: await plain(await unwrapped(assets)) }),
  };
}

/** A promise that @pulumi/policy has wrapped cannot be awaited; what it wraps can. @pulumi/policy/proxy.js */
function unwrapped(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return (value as Properties).__getSpecialProxyTarget ?? value;
}
