import { deepEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { readLookups } from "../../../src/program/project/lookups";
import { invokeFunction } from "../../../src/program/provider/invoke";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";

const ZONE = "aws:route53/getZone:getZone";
const PLACE = { region: "us-east-1", accountId: "123456789012" };

function lookupsIn(text: string) {
  return readLookups(join(programFolder({ "lookup.json": text }), "lookup.json"));
}

describe("A file of answers", () => {
  after(removeProgramFolders);

  it("answers a function by its token and the arguments that it names", () => {
    const lookups = lookupsIn(
      JSON.stringify({
        [ZONE]: [
          { arguments: { name: "a.org" }, result: { zoneId: "Z1" } },
          { arguments: { name: "b.org", tags: { of: ["b"] } }, result: { zoneId: "Z2" } },
          { result: { zoneId: "Z3" } },
        ],
      }),
    );
    const zone = (args: object) => invokeFunction(ZONE, { ...args }, PLACE, lookups).zoneId;
    deepEqual(zone({ name: "a.org", privateZone: false }), "Z1");
    deepEqual(zone({ name: "b.org", tags: { of: ["b"] } }), "Z2");
    deepEqual(zone({ name: "b.org" }), "Z3");
  });

  it("wins over what the laptop would compute, and need not be a list", () => {
    const caller = "aws:index/getCallerIdentity:getCallerIdentity";
    const lookups = lookupsIn(JSON.stringify({ [caller]: { result: { accountId: "1" } } }));
    deepEqual(invokeFunction(caller, {}, PLACE, lookups), { accountId: "1" });
  });

  it("is asked for by a function that nobody answers, with what to write into it", () => {
    throws(() => invokeFunction(ZONE, { name: "a.org" }, PLACE, {}), {
      message: `The function ${ZONE} reads from AWS, which cannot be reached here. Give its result in a file with --lookup FILE: {"${ZONE}":[{"arguments":{"name":"a.org"},"result":{}}]}`,
    });
    throws(() => invokeFunction("gcp:a/getB:getB", {}, PLACE), {
      message: /reads from the provider "gcp"/,
    });
  });

  it("is refused if it is missing, no JSON or of another form", () => {
    throws(() => readLookups("/none.json"), {
      message: 'There is no file "/none.json" to look answers up in.',
    });
    throws(() => lookupsIn("{"), { code: "PROJECT", message: /lookup\.json" is not JSON/ });
    throws(() => lookupsIn(`{"${ZONE}": [{"zoneId": "Z1"}]}`), {
      message: /has no list of answers for "aws:route53\/getZone:getZone"\. Write \[\{/,
    });
  });
});
