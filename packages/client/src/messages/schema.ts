import { ClientError } from "../client-error";

interface Result<T> {
  readonly value?: T;
  readonly issues?: readonly { readonly message: string }[];
}

/** What Zod, Valibot, ArkType and others have in common: https://standardschema.dev */
export interface StandardSchema<In, Out = In> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Out> | Promise<Result<Out>>;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
  };
}

/**
 * For `receives` and `sends`: what passes the schema.
 * @returns a function that throws ClientError if a message does not pass, or if that is not known at once: messages
 * would overtake each other.
 */
export function checked<In, Out>(schema: StandardSchema<In, Out>): (value: In) => Out {
  return (value) => {
    const result = schema["~standard"].validate(value) as Result<Out>;
    if ("value" in result && !result.issues) return result.value as Out;
    const issues = result.issues ?? [{ message: "the schema is asynchronous" }];
    const text = issues.map(({ message }) => message).join("; ");
    throw new ClientError("invalid", `Invalid message: ${text}`, value);
  };
}
