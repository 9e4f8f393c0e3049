import { equal } from "node:assert/strict";
import { serviceEndpoint } from "../../../handlers/management/service-endpoint";
import { restoreEnvironment, setEnvironment } from "../support/environment";

describe("the endpoint of a service", () => {
  afterEach(restoreEnvironment);
  const endpoint = (service: "dynamodb" | "lambda", variables: Record<string, string>) => {
    setEnvironment(variables);
    return serviceEndpoint(service).href;
  };

  it("is the one of the Region", () => {
    equal(
      endpoint("dynamodb", { AWS_REGION: "eu-west-1" }),
      "https://dynamodb.eu-west-1.amazonaws.com/",
    );
  });

  it("has another domain in China", () => {
    equal(
      endpoint("lambda", { AWS_REGION: "cn-north-1" }),
      "https://lambda.cn-north-1.amazonaws.com.cn/",
    );
  });

  it("is what the environment names for all services, or rather for this one", () => {
    const all = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    equal(endpoint("dynamodb", all), "http://127.0.0.1:1/");
    equal(
      endpoint("dynamodb", { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:2" }),
      "http://127.0.0.1:2/",
    );
    equal(endpoint("lambda", {}), "http://127.0.0.1:1/");
  });
});
