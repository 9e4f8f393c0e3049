import { equal, rejects } from "node:assert/strict";
import { tokenOf } from "../../load/token";

describe("The token command of npm run load", () => {
  it("prints the token", async () => {
    equal(await tokenOf("echo  t1 "), "t1");
  });

  it("may not fail, print nothing, or hang", async () => {
    await rejects(tokenOf("echo no sign-in >&2; exit 3"), {
      message: "The token command failed: no sign-in",
    });
    await rejects(tokenOf("exit 3"), { message: "The token command failed: code 3" });
    await rejects(tokenOf("true"), { message: "The token command printed no token." });
    await rejects(tokenOf("exec sleep 60", 50), {
      message: "The token command printed no token within 0.05 seconds.",
    });
  });
});
