import { deepEqual } from "node:assert/strict";
import type { Evaluation } from "../src/program/evaluate";
import { recordResources } from "../src/record-program";
import type { Journal } from "../src/shared/journal";

describe("The page lets people say who connects", () => {
  const hasTokens = (types: string[], signsTokens: boolean): unknown => {
    const recorded: Record<string, unknown>[] = [];
    const journal = {
      record: (_service: string, _event: string, fields: Record<string, unknown>) =>
        void recorded.push(fields),
    } as unknown as Journal;
    const resources = types.map((type) => ({
      ...{ type, name: "one", urn: "urn:one", parent: "", custom: true, remote: false, id: "one" },
      ...{ inputs: {}, outputs: {}, dependencies: [], protect: false },
    }));
    const evaluation = { project: "shop", stack: "dev", resources } as unknown as Evaluation;
    recordResources(journal, evaluation, { hasExperiments: false, hasTokens: signsTokens });
    return recorded[0]?.hasTokens;
  };

  it("where an authorizer asks for tokens that this machine signs, and nowhere else", () => {
    const authorizer = "aws:apigatewayv2/authorizer:Authorizer";
    const api = "aws:apigatewayv2/api:Api";
    deepEqual(
      [hasTokens([api, authorizer], true), hasTokens([api], true), hasTokens([authorizer], false)],
      [true, false, false],
    );
  });
});
