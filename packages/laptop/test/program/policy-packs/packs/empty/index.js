"use strict";
exports.policies = [];
