// Loaded into the program's process before Pulumi, which formats every error with colours. Of an error
// from `Config.require`, Node 20 then makes a text without end: half a minute until memory is full. Its
// stack names @pulumi/config.ts, a file right below the scope, because Pulumi's source maps leave out a folder.
"use strict";
const util = require("node:util");

util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const plain =
      value instanceof Error && options?.colors ? { ...options, colors: false } : options;
    return Reflect.apply(inspect, self, [value, plain, ...rest]);
  },
});
