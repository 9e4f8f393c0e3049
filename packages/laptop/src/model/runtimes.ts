import { refuse, textOf, type PlainResource } from "./declared";
import { rejected } from "./function-checks";

/** What becomes of a function whose runtime does not run here: by the beginning of the runtime's name. */
const WAYS_OUT: [runtimes: RegExp, wayOut: string][] = [
  [/^(provided|go1\.x)$/, `Build an executable "bootstrap" and set it to "provided.al2023".`],
  [/^python/, `Set it to "python3.12" or later.`],
  [/^nodejs/, `Set it to "nodejs22.x" or later.`],
];

const RUNS = /^(nodejs\d+\.x|provided\.al2(023)?|python3\.(1[2-9]|[2-9]\d))$/;

/**
 * The runtime of a function, for example `provided.al2023`.
 * @throws UserError if it does not run here, or if AWS would not create the function.
 */
export function runtimeOf(resource: PlainResource): string {
  const { packageType, runtime, handler } = resource.outputs;
  if (packageType === "Image")
    refuse(
      resource,
      `is a container image. Only code in an archive runs here: set runtime, handler and code.`,
    );
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html#lambda-CreateFunction-request-Handler
  for (const [name, value] of Object.entries({ runtime, handler }))
    if (textOf(value) === "")
      throw rejected(
        resource,
        `has no ${name}, which AWS requires for code in an archive. Set ${name}, for example to "${name === "runtime" ? "provided.al2023" : "bootstrap"}" if the archive has a bootstrap.`,
      );
  const name = textOf(runtime);
  if (RUNS.test(name)) return name;
  const [, wayOut] = WAYS_OUT.find(([runtimes]) => runtimes.test(name)) ?? [];
  return refuse(
    resource,
    `has the runtime "${name}". Runtimes that run here: nodejs, provided.al2023, provided.al2, python3.12 and later.${wayOut ? ` ${wayOut}` : ""}`,
  );
}
