"use strict";
throw new Error("rules.json is missing");
