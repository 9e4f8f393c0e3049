import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { serialize } from "../in-lambda";
import type { Found, Trap } from "./trap";

/** What belongs to the program that deploys. Some need resources, so that Pulumi's mocks must have started. */
export const PULUMI_TRAPS: Record<string, () => Trap> = {
  "the configuration": () => {
    const config = new pulumi.Config();
    return { finds: deploying("config"), closure: () => config.get("greeting") };
  },
  "new pulumi.Config": () => ({
    finds: deploying("pulumi.Config"),
    closure: () => new pulumi.Config().get("greeting"),
  }),
  "pulumi.getStack": () => ({
    finds: deploying("pulumi.getStack"),
    closure: () => pulumi.getStack(),
  }),
  "pulumi.interpolate": () => ({
    finds: deploying("pulumi.interpolate"),
    closure: () => typeof pulumi.interpolate`${1}`,
  }),
  "a class of resources": () => ({
    finds: deploying("dynamodb.Table"),
    closure: () => typeof dynamodb.Table,
  }),
  "a whole resource": () => {
    const table = tableNamed("whole");
    const outputs = Object.keys(table).filter((key) => !key.startsWith("__")).length;
    const message = `"table" is a resource and captured whole, with its ${outputs} outputs. Pass the outputs that are used as environment variables.`;
    const { arn } = table;
    return {
      finds: { severity: "warning", rule: "whole-resource", name: "table", message },
      closure: () => Object.keys(table).length,
      isWrong: async ({ text }) => {
        const one = await serialize({ closure: () => arn.get() });
        return text!.length > 5 * one.text!.length;
      },
    };
  },
  "a secret output": () => {
    const token = new pulumi.Config().requireSecret("token");
    return {
      finds: secret("token"),
      closure: () => token.get(),
      isWrong: ({ text }) => text!.includes("hush"),
    };
  },
  "a secret output within an object": () => {
    const keys = { api: { token: new pulumi.Config().requireSecret("token") } };
    return {
      finds: secret("keys.api.token"),
      closure: () => keys.api.token.get(),
      isWrong: ({ text }) => text!.includes("hush"),
    };
  },
  "a secret output that another was made of": () => {
    const header = new pulumi.Config().requireSecret("token").apply((token) => `Bearer ${token}`);
    return {
      finds: secret("header"),
      closure: () => header.get(),
      isWrong: ({ text }) => text!.includes("Bearer hush"),
    };
  },
};

function deploying(name: string): Found {
  return {
    rule: "pulumi-api",
    name,
    message: `"${name}" is Pulumi's, and at run time there is no Pulumi: it throws or answers something else, and its package would be shipped. Take the value outside the closure, and pass it as an environment variable.`,
  };
}

function secret(name: string): Found {
  return {
    rule: "secret",
    name,
    message: `"${name}" is a secret output: its value would be plain text in the function's code. Pass it as an environment variable, and read it with process.env inside callbackFactory.`,
  };
}

function tableNamed(name: string): dynamodb.Table {
  return new dynamodb.Table(name, { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
}
