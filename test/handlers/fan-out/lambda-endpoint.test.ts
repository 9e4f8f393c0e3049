import { equal } from "node:assert/strict";
import { lambdaEndpoint } from "../../../handlers/fan-out/lambda-endpoint";
import { restoreEnvironment, setEnvironment } from "../support/environment";

describe("lambdaEndpoint", () => {
  afterEach(restoreEnvironment);
  const endpoint = (variables: Record<string, string>) => {
    setEnvironment(variables);
    return lambdaEndpoint().href;
  };

  it("is in the function's Region", () => {
    equal(endpoint({ AWS_REGION: "eu-west-1" }), "https://lambda.eu-west-1.amazonaws.com/");
  });

  it("has China's domain in China", () => {
    equal(endpoint({ AWS_REGION: "cn-north-1" }), "https://lambda.cn-north-1.amazonaws.com.cn/");
  });

  it("prefers AWS_ENDPOINT_URL_LAMBDA to AWS_ENDPOINT_URL, and both to the Region's", () => {
    const all = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    equal(endpoint(all), "http://127.0.0.1:1/");
    equal(endpoint({ AWS_ENDPOINT_URL_LAMBDA: "http://127.0.0.1:2" }), "http://127.0.0.1:2/");
  });
});
