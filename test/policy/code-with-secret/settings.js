// Read by test/policy/rules/lambda.test.ts. No account has this key.
exports.accessKeyId = "AKIA2222222222222222";
