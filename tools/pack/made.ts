/** What `npm pack` adds to the folder of a package, and takes away again. */
export const MADE = ["dist", "LICENSE"];
