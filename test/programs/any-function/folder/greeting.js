exports.greeting = "from a folder";
