import * as lambda from "@pulumi/aws/lambda";

new lambda.CallbackFunction("greeter", {
  runtime: "nodejs24.x",
  memorySize: 512,
  timeout: 29,
  tracingConfig: { mode: "Active" },
  callback: async () => "hello",
  codePathOptions: { extraExcludePackages: ["@pulumi/aws"] },
});
