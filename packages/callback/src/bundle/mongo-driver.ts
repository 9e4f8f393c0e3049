import type { Plugin } from "esbuild";

/**
 * Packages that MongoDB's driver uses if they are installed. It asks for each when a URI needs it, and
 * goes without. They are never bundled: that another package of the program brings one must not change
 * what is deployed, and most hold native code.
 * https://www.mongodb.com/docs/drivers/node/current/installation/
 */
const OPTIONAL =
  /^(@aws-sdk\/credential-providers|@mongodb-js\/zstd|gcp-metadata|kerberos|mongodb-client-encryption|snappy|socks)$/;

/** Leaves out of MongoDB's driver what is optional, and what Node.js has itself. */
export function mongoDriver(): Plugin {
  return {
    name: "mongo-driver",
    setup(build) {
      build.onResolve({ filter: OPTIONAL }, ({ path, importer }) =>
        /[\\/]node_modules[\\/]mongodb[\\/]/.test(importer) ? { path, external: true } : undefined,
      );
      // A third of the driver, for a class that Node.js has.
      build.onLoad({ filter: /[\\/]whatwg-url[\\/]index\.js$/ }, () => ({
        contents: "module.exports = { URL, URLSearchParams };",
      }));
    },
  };
}
