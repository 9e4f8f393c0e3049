export const LOG_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * How Lambda's runtimes write a log line to the descriptor _LAMBDA_TELEMETRY_LOG_FD: 4 bytes of type and
 * level, 4 bytes of length, 8 bytes of time in microseconds, all big-endian, and the line.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/logging/telemetry-logger.ts
 */
export const FRAME = {
  headerBytes: 16,
  text: 0xa55a0003,
  json: 0xa55a0002,
  /** The bits of the type that hold the level. */
  masks: { TRACE: 4, DEBUG: 8, INFO: 12, WARN: 16, ERROR: 20, FATAL: 24 },
} as const;
