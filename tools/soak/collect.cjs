// Loaded into the service: what is not collected yet is no growth.
"use strict";

setInterval(globalThis.gc, 5000).unref();
