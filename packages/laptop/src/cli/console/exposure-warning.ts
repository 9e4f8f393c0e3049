import { isLoopback, plainName } from "../../shared/addresses";
import { EXPOSABLE, type Exposable, type Exposure } from "../../shared/exposure";

const NAMES: Record<Exposable, string> = {
  page: "the page",
  management: "the management API",
  dynamodb: "DynamoDB",
  invoke: "Lambda's Invoke API",
};

/** What a run opens to other machines. @returns no lines if that is nothing. */
export function exposureWarning({ host, expose }: Exposure): string[] {
  if (isLoopback(plainName(host))) return [];
  const open = EXPOSABLE.filter((name) => expose.includes(name));
  const closed = EXPOSABLE.filter((name) => !expose.includes(name));
  const lists = (names: Exposable[]) => names.map((name) => NAMES[name]).join(", ");
  return [
    `Warning: with --host ${host}, other machines can connect to the stages, without TLS.`,
    ...(open.length > 0
      ? [`  They can also reach ${lists(open)}; tokens and signatures cross the network readable.`]
      : []),
    ...(closed.length > 0
      ? [
          `  This machine alone reaches ${lists(closed)}. --expose NAME opens one: ${closed.join(", ")}.`,
        ]
      : []),
  ];
}
