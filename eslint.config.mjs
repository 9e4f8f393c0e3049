import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["packages/*/dist/", "packages/*/index.d.ts"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          "tsconfig.json",
          "packages/laptop/src/page/browser/tsconfig.json",
          "examples/rooms/page/browser/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      // An interface may ask for a promise that its implementation has no need to await.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      // Interfaces declare functions in method form; none of them uses `this`.
      "@typescript-eslint/unbound-method": "off",
      // Values from programs and events have no known shape; whatever they are, messages show it.
      "@typescript-eslint/no-base-to-string": "off",
    },
  },
  {
    // Its enums are numbers that a bundler puts where they are used, so that a page does not load their names.
    files: ["packages/client/src/**/*.ts"],
    rules: {
      "@typescript-eslint/no-duplicate-enum-values": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
    },
  },
);
