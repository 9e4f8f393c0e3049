// Loaded before the tests: the AWS SDK warns about Node 20, which the tests run on and Lambda does not.
// Only this process is quiet: what the tests start must be so by itself.
const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;

process.emitWarning = (...args: unknown[]) => {
  if (!String(args[0]).startsWith("NodeVersionSupportWarning")) emitWarning(...args);
};
