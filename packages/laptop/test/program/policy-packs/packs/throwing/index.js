"use strict";
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("throwing", {
  policies: [
    {
      name: "broken",
      description: "Throws.",
      enforcementLevel: "mandatory",
      validateResource: () => {
        throw new Error("no such property");
      },
    },
  ],
});
