import { equal, throws } from "node:assert/strict";
import { buildModel } from "../../src/model/build";
import type { Properties } from "../../src/program/resource";
import { UserError } from "../../src/shared/errors";
import { CODE, Declared, SURROUNDINGS } from "../support/program/declared";
import { notEmulated } from "../support/program/not-emulated";

const FUNCTION = { role: "arn:aws:iam::123456789012:role/own", code: CODE };

describe("The runtime of a function", () => {
  const build = (inputs: Properties) => {
    const declared = new Declared();
    declared.add("aws:lambda/function:Function", "own", { ...FUNCTION, ...inputs });
    return buildModel(declared.evaluation, SURROUNDINGS).functions[0]!;
  };
  const refuses = (inputs: Properties, why: string) =>
    throws(() => build(inputs), notEmulated(`aws:lambda/function:Function "own" ${why}`));

  const rejects = (inputs: Properties, why: string) =>
    throws(
      () => build(inputs),
      new UserError("MODEL", `aws:lambda/function:Function "own" ${why}`),
    );

  for (const runtime of [
    "nodejs20.x",
    "python3.12",
    "python3.14",
    "nodejs24.x",
    "provided.al2",
    "provided.al2023",
  ]) {
    it(`may be ${runtime}`, () => {
      equal(build({ runtime, handler: "index.handler" }).runtime, runtime);
    });
  }

  const others: [runtime: string, wayOut: string][] = [
    ["java21", ""],
    ["ruby3.4", ""],
    ["dotnet8", ""],
    ["go1.x", `Build an executable "bootstrap" and set it to "provided.al2023".`],
    ["provided", `Build an executable "bootstrap" and set it to "provided.al2023".`],
    ["python2.7", `Set it to "python3.12" or later.`],
    ["python3.9", `Set it to "python3.12" or later.`],
    ["python3.11", `Set it to "python3.12" or later.`],
    ["nodejs4.3", `Set it to "nodejs22.x" or later.`],
  ];
  for (const [runtime, wayOut] of others) {
    it(`is refused if it is ${runtime}`, () => {
      refuses(
        { runtime, handler: "index.handler" },
        `has the runtime "${runtime}". Runtimes that run here: nodejs, provided.al2023, provided.al2, python3.12 and later.${wayOut && ` ${wayOut}`}`,
      );
    });
  }

  it("is refused with the handler if AWS requires it and it is missing", () => {
    rejects(
      { runtime: "provided.al2023" },
      `has no handler, which AWS requires for code in an archive. Set handler, for example to "bootstrap" if the archive has a bootstrap.`,
    );
    rejects(
      { handler: "bootstrap" },
      `has no runtime, which AWS requires for code in an archive. Set runtime, for example to "provided.al2023" if the archive has a bootstrap.`,
    );
  });

  it("is refused in a container image, which has none", () => {
    refuses(
      { packageType: "Image", imageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1" },
      "is a container image. Only code in an archive runs here: set runtime, handler and code.",
    );
  });
});
