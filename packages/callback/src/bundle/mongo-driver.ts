import type { Plugin } from "esbuild";

/**
 * Optional packages of MongoDB's driver. It requires each when a URI needs it, and works without. They
 * are never bundled: most hold native code, and whether another package happens to install one must not
 * change what is deployed.
 * https://www.mongodb.com/docs/drivers/node/current/installation/
 */
const OPTIONAL =
  /^(@aws-sdk\/credential-providers|@mongodb-js\/zstd|gcp-metadata|kerberos|mongodb-client-encryption|snappy|socks)$/;

/** Leaves out of MongoDB's driver what is optional and what Node.js provides. */
export function mongoDriver(): Plugin {
  return {
    name: "mongo-driver",
    setup(build) {
      build.onResolve({ filter: OPTIONAL }, ({ path, importer }) =>
        /[\\/]node_modules[\\/]mongodb[\\/]/.test(importer) ? { path, external: true } : undefined,
      );
      // A third of the driver's size, for a class that Node.js provides.
      build.onLoad({ filter: /[\\/]whatwg-url[\\/]index\.js$/ }, () => ({
        contents: "module.exports = { URL, URLSearchParams };",
      }));
    },
  };
}
