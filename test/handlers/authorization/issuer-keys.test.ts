import { deepEqual, equal, rejects } from "node:assert/strict";
import { issuerKeys } from "../../../handlers/authorization/issuer-keys";

const ISSUER = "https://issuer.example.com/tenant";
const CONFIGURATION = `${ISSUER}/.well-known/openid-configuration`;
const KEYS = "https://keys.example.com/all";
const MINUTE_MS = 60_000;

describe("The keys of an issuer", () => {
  /** An issuer that counts how often its keys are asked for. */
  function issuerOf(answers: Record<string, unknown>) {
    let nowMs = 1_800_000_000_000;
    const asked: string[] = [];
    const keys = issuerKeys(
      ISSUER,
      async (url) => {
        asked.push(url);
        const answer = answers[url];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      () => nowMs,
    );
    return {
      asked,
      answers,
      find: async (kid: string) => (await keys.find(kid))?.kid,
      pass: (ms: number) => (nowMs += ms),
    };
  }
  const working = (...kids: string[]) =>
    issuerOf({
      [CONFIGURATION]: { issuer: ISSUER, jwks_uri: KEYS },
      [KEYS]: { keys: kids.map((kid) => ({ kid })) },
    });

  it("are where its configuration says, and asked for once", async () => {
    const issuer = working("1", "2");
    deepEqual(await Promise.all([issuer.find("1"), issuer.find("2")]), ["1", "2"]);
    equal(await issuer.find("1"), "1");
    deepEqual(issuer.asked, [CONFIGURATION, KEYS]);
  });

  it("are asked for again when a token has another, as after a rotation", async () => {
    const issuer = working("old");
    equal(await issuer.find("old"), "old");
    issuer.answers[KEYS] = { keys: [{ kid: "new" }] };
    issuer.pass(10_000);
    equal(await issuer.find("new"), "new");
    equal(await issuer.find("old"), undefined);
  });

  it("are asked for every ten seconds at most, whatever tokens name", async () => {
    const issuer = working("1");
    for (let i = 0; i < 100; i++) equal(await issuer.find(`made up ${i}`), undefined);
    equal(issuer.asked.length, 2);
    issuer.pass(9999);
    await issuer.find("made up");
    equal(issuer.asked.length, 2);
    issuer.pass(1);
    await issuer.find("made up");
    equal(issuer.asked.length, 4);
  });

  it("are asked for again after ten minutes, so that a withdrawn one is trusted no more", async () => {
    const issuer = working("stolen");
    await issuer.find("stolen");
    issuer.answers[KEYS] = { keys: [] };
    issuer.pass(10 * MINUTE_MS - 1);
    equal(await issuer.find("stolen"), "stolen");
    issuer.pass(1);
    equal(await issuer.find("stolen"), undefined);
  });

  it("stay known while the issuer does not answer, which is asked every ten seconds", async () => {
    const issuer = working("1");
    await issuer.find("1");
    issuer.answers[KEYS] = new Error("503");
    issuer.pass(10 * MINUTE_MS);
    for (let i = 0; i < 3; i++) equal(await issuer.find("1"), "1");
    equal(issuer.asked.length, 4);
    issuer.pass(10_000);
    equal(await issuer.find("1"), "1");
    equal(issuer.asked.length, 6);
  });

  it("are unknown while the issuer has never answered, and asked for every second", async () => {
    const issuer = issuerOf({ [CONFIGURATION]: new Error("ECONNREFUSED") });
    for (let i = 0; i < 3; i++) await rejects(issuer.find("1"), { message: "ECONNREFUSED" });
    equal(issuer.asked.length, 1);
    issuer.answers[CONFIGURATION] = { issuer: ISSUER, jwks_uri: KEYS };
    issuer.answers[KEYS] = { keys: [{ kid: "1" }] };
    issuer.pass(1000);
    equal(await issuer.find("1"), "1");
  });

  it("are those of keys that sign, and have an ID", async () => {
    const issuer = working();
    const keys = [{ kid: "1", use: "sig" }, { kid: "2", use: "enc" }, { kid: 3 }, null, "4"];
    issuer.answers[KEYS] = { keys };
    const found = [];
    for (const kid of ["1", "2", "3", "4"]) found.push(await issuer.find(kid));
    deepEqual(found, ["1", undefined, undefined, undefined]);
  });

  const WRONG: [string, Record<string, unknown>, RegExp][] = [
    ["of another issuer", { issuer: "https://other", jwks_uri: KEYS }, /is that of another issuer/],
    ["without keys", { issuer: ISSUER }, /names no keys at an HTTPS address/],
    ["in plain text", { issuer: ISSUER, jwks_uri: "http://keys" }, /names no keys at an HTTPS/],
    ["without a list", { issuer: ISSUER, jwks_uri: KEYS }, /has no list of keys/],
  ];
  for (const [what, configuration, message] of WRONG) {
    it(`are not taken from a configuration ${what}`, async () => {
      const issuer = issuerOf({ [CONFIGURATION]: configuration, [KEYS]: { keys: "none" } });
      await rejects(issuer.find("1"), message);
    });
  }
});
