import { deepEqual, equal } from "node:assert/strict";
import { mask } from "../../record/probe/mask";

describe("A mask", () => {
  const masked = (line: string, known: [string, string][] = []) => mask([line], new Map(known))[0];

  const forms: [line: string, masked: string][] = [
    ["date: Mon, 30 Nov 2026 09:00:00 GMT", "date: DATE"],
    ["x-amz-apigw-id: Gd0x9HGjoAMFgCw=", "x-amz-apigw-id: ID"],
    ['"connectionId":"L0SM9cOFvHcCIhw="', '"connectionId":"ID"'],
    ['"connectionId":"xIAxz_ZPjU_7_V95pA=="', '"connectionId":"ID"'],
    ["x-amzn-RequestId: 0c7a6a2e-5a2c-4f0e-9a55-3e1f6a1f2b3c", "x-amzn-RequestId: UUID"],
    ["X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678", "X-Amzn-Trace-Id: Root=TRACE"],
    ["arn:aws:execute-api:us-east-1:123456789012:abc", "arn:aws:execute-api:us-east-1:ACCOUNT:abc"],
    ["********9012 of AKIAIOSFODNN7EXAMPLE", "********9012 of KEY"],
    [
      "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/x",
      "https://API.execute-api.us-east-1.amazonaws.com/x",
    ],
    ['"sourceIp" : "203.0.113.9"', '"sourceIp" : "IP"'],
    ['"sourceIp" : "2001:db8::1"', '"sourceIp" : "IP"'],
    ['"connectedAt" : "2026-11-30T09:00:00Z"', '"connectedAt" : "TIME"'],
    ["at 1790000000000", "at MILLISECONDS"],
  ];
  for (const [line, expected] of forms)
    it(`makes ${expected} of ${line}`, () => equal(masked(line), expected));

  for (const line of [
    "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    'www-authenticate: Bearer error_description="the token is malformed"',
    "Content-Length: 131072",
    'text "late: {\\"action\\":\\"late\\"}"',
    'close 1009 "Message too big"',
  ])
    it(`leaves ${line} as it is`, () => equal(masked(line), line));

  it("takes the longest of what is known first", () => {
    const known: [string, string][] = [
      ["probe.example", "NAME"],
      ["probe.example:3000", "HOST"],
    ];
    equal(masked("http://probe.example:3000/x", known), "http://HOST/x");
  });

  it("keeps so much of a line, and so many lines, however much a service sends", () => {
    const lines = mask(Array<string>(1000).fill("x ".repeat(100_000)), new Map());
    deepEqual([lines.length, lines[0]!.length], [200, 2003]);
  });
});
