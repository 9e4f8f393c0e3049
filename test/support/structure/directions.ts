import type { Import } from "./imports";

const LAPTOP = "packages/laptop/src/";

/** The folders and files of packages/laptop/src. Each imports from itself and from earlier lines only. */
const LAPTOP_ORDER = [
  ["shared"],
  ["program"],
  ["model"],
  ["closures", "iam"],
  ["dynamodb", "sqs", "lambda", "issuer"],
  ["apigateway", "local-aws", "event-sources", "eventbridge"],
  ["internals.ts", "record-program.ts", "experiments", "event-log"],
  ["services.ts"],
  ["page"],
  ["load.ts"],
  ["early-requests.ts", "reload.ts"],
  ["runtime.ts"],
  ["cli", "test", "index.ts"],
];

/** What follows the model, up to the page: plain data in, no Pulumi. */
const WITHOUT_PULUMI = [
  "iam",
  "dynamodb",
  "sqs",
  "lambda",
  "apigateway",
  "event-sources",
  "eventbridge",
  "experiments",
  "page",
];

const APP = /^(index\.ts$|handlers\/|components\/|policy\/)/;
const OURS = /^pulumi-(callback|laptop|websockets-client)(\/|$)/;
const PACKAGE = /^packages\/[^/]+\//;

/** A rule about one import. */
interface Rule {
  says: string;
  isBrokenBy(imported: Import): boolean;
}

export const RULES: Rule[] = [
  {
    says: "packages/laptop imports in one direction",
    isBrokenBy: ({ from, to, isRelative }) => {
      const [own, other] = [laptopPart(from), isRelative ? laptopPart(to) : undefined];
      if (own === undefined || other === undefined || own === other) return false;
      return !(groupOf(other) < groupOf(own));
    },
  },
  {
    says: "what follows the model knows nothing of Pulumi",
    isBrokenBy: ({ from, to }) =>
      WITHOUT_PULUMI.includes(laptopPart(from) ?? "") &&
      (to.startsWith("@pulumi/") || laptopPart(to) === "program"),
  },
  {
    says: "a package imports nothing from outside but packages, by their names",
    isBrokenBy: ({ from, to, isRelative }) => {
      const own = PACKAGE.exec(from)?.[0];
      if (own === undefined) return false;
      return isRelative ? !to.startsWith(own) : isDeep(to);
    },
  },
  {
    says: "the app imports packages by their names",
    isBrokenBy: ({ from, to, isRelative }) =>
      APP.test(from) && (isRelative ? PACKAGE.test(to) : isDeep(to)),
  },
  {
    says: "policy/ and handlers/ import no package of ours",
    isBrokenBy: ({ from, to }) =>
      /^(policy|handlers)\//.test(from) && (OURS.test(to) || PACKAGE.test(to)),
  },
  {
    says: "handlers/ import nothing of Pulumi at run time",
    isBrokenBy: ({ from, to, isTypeOnly }) =>
      from.startsWith("handlers/") && to.startsWith("@pulumi/") && !isTypeOnly,
  },
];

/** The imports that break a rule, for example `model/build.ts imports page/start.ts`. */
export function broken(rule: Rule, imports: readonly Import[]): string[] {
  return imports
    .filter((imported) => rule.isBrokenBy(imported))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** `lambda` of `packages/laptop/src/lambda/pool.ts`. */
function laptopPart(path: string): string | undefined {
  return path.startsWith(LAPTOP) ? path.slice(LAPTOP.length).split("/")[0] : undefined;
}

/** Not a number for what is in no group: then no import of it is right. */
function groupOf(part: string): number {
  const found = LAPTOP_ORDER.findIndex((group) => group.includes(part));
  return found < 0 ? NaN : found;
}

/** Whether a name leads into one of our packages, past its interface. */
function isDeep(name: string): boolean {
  return OURS.test(name) && !/^pulumi-(callback|laptop\/test|laptop|websockets-client)$/.test(name);
}
