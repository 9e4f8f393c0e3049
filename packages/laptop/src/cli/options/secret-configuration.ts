/** Keys of configuration that is secret, by the environment variable that holds the value on a laptop. */
const KEYS: Record<string, string> = { MONGODB_URI: "mongodbUri" };

/**
 * Configuration from environment variables. A secret does not belong on the command line, which others
 * see, and one that Pulumi encrypted in the stack's file cannot be read without Pulumi.
 * @returns values by key, of the variables that are set.
 */
export function secretConfiguration(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(KEYS).flatMap(([variable, key]) => {
      const value = environment[variable];
      return value ? [[key, value]] : [];
    }),
  );
}
