import { deepEqual, equal, match, ok } from "node:assert/strict";
import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { scripts } from "../package.json";
import { PROJECT_FOLDER, STACKS } from "./support/evaluated";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  permissions: Record<string, string>;
  environment?: string;
  strategy?: { matrix: Record<string, (number | string)[]> };
  steps: Step[];
}

// https://docs.github.com/en/actions/writing-workflows/workflow-syntax-for-github-actions
describe("The workflow of GitHub Actions", () => {
  const text = readFileSync(join(PROJECT_FOLDER, ".github/workflows/stacks.yml"), "utf8");
  const workflow = parse(text) as { on: object; permissions: object; jobs: Record<string, Job> };
  const { check, preview, deploy } = workflow.jobs as { check: Job; preview: Job; deploy: Job };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const pulumi = (job: Job) => job.steps.find(({ uses }) => uses?.startsWith("pulumi/actions@"));

  it("runs on every pull request and on pushes to main", () => {
    deepEqual(workflow.on, { push: { branches: ["main"] }, pull_request: null });
  });

  it("gives no job more than it needs", () => {
    deepEqual(workflow.permissions, {});
    const permissions = Object.entries(workflow.jobs).map(([name, job]) => [name, job.permissions]);
    deepEqual(Object.fromEntries(permissions), {
      check: { contents: "read" },
      preview: { contents: "read", "id-token": "write", "pull-requests": "write" },
      deploy: { contents: "read", "id-token": "write" },
    });
  });

  it("pins every action to a commit, and says which version that is", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    equal(lines.length, steps.filter(({ uses }) => uses).length);
    for (const line of lines)
      match(line, /^ +- uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("runs commands that exist", () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    deepEqual(
      [...new Set(commands)],
      [".ci/run", "npm ci", "npm run policy -- --stack ${{ matrix.stack }}"],
    );
    accessSync(join(PROJECT_FOLDER, ".ci/run"), constants.X_OK);
    ok("policy" in scripts);
  });

  it("checks on every Node.js that Lambda has", () => {
    deepEqual(check.strategy!.matrix.node, [20, 22, 24]);
    const node = check.steps.find(({ uses }) => uses?.includes("/setup-node@"));
    equal(node!.with!["node-version"], "${{ matrix.node }}");
  });

  it("knows no secret", () => {
    equal(/secrets\.|ACCESS_KEY|ACCESS_TOKEN/.test(text), false);
  });

  it("has the cloud off until variables are set, and for forks", () => {
    equal(check.if, undefined);
    match(preview.if!, /vars\.AWS_PREVIEW_ROLE != ''/);
    match(preview.if!, /head\.repo\.full_name == github\.repository/);
    match(deploy.if!, /vars\.AWS_DEPLOY_ROLE != ''/);
    match(deploy.if!, /github\.event_name == 'push'/);
  });

  it("previews every stack with the policy pack", () => {
    deepEqual([...preview.strategy!.matrix.stack!].sort(), [...STACKS].sort());
    const { command, policyPacks, "stack-name": stack } = pulumi(preview)!.with!;
    deepEqual([command, policyPacks], ["preview", "policy"]);
    equal(stack, "${{ vars.PULUMI_ORGANIZATION }}/${{ matrix.stack }}");
  });

  it("deploys dev with the policy pack, in an environment of its own", () => {
    equal(deploy.environment, "dev");
    const { command, policyPacks, "stack-name": stack } = pulumi(deploy)!.with!;
    deepEqual([command, policyPacks], ["up", "policy"]);
    equal(stack, "${{ vars.PULUMI_ORGANIZATION }}/dev");
  });

  it("lets nobody's pull request use the cloud before a reviewer has approved it", () => {
    equal(preview.environment, "preview");
  });

  it("asks for tokens of a team with this project's stacks, never of the organization", () => {
    const tokens = steps.filter(({ uses }) => uses?.startsWith("pulumi/auth-actions@"));
    equal(tokens.length, 2);
    for (const { with: options } of tokens) {
      equal(options!["requested-token-type"], "urn:pulumi:token-type:access_token:team");
      equal(options!.scope, "team:${{ vars.PULUMI_TEAM }}");
    }
  });

  it("names in docs/deploy.md every variable that it reads", () => {
    const documentation = readFileSync(join(PROJECT_FOLDER, "docs/deploy.md"), "utf8");
    const variables = new Set([...text.matchAll(/vars\.(\w+)/g)].map(([, name]) => name!));
    equal(variables.size, 5);
    for (const name of variables) ok(documentation.includes(`\`${name}\``), name);
  });
});
