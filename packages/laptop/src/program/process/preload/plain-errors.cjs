// Loaded into the program's process before Pulumi, which formats every error with colours. For an error of
// `Config.require`, Node 20 then builds an endless string and runs out of memory after half a minute: Pulumi's
// source maps leave out a folder, so that the stack names @pulumi/config.ts, a file right below the scope.
"use strict";
const util = require("node:util");

util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const plain =
      value instanceof Error && options?.colors ? { ...options, colors: false } : options;
    return Reflect.apply(inspect, self, [value, plain, ...rest]);
  },
});
