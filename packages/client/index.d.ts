// Of the published package; in its repository "typesVersions" in package.json prefers the sources.
export * from "./dist/index";
