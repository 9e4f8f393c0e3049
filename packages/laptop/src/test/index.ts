/** The library for tests of a program: `pulumi-laptop/test`. docs/testing.md teaches it. */
export { HandshakeRefused, type HandshakeOptions } from "./connection/handshake-refused";
export type {
  Closed,
  SendOptions,
  TestConnection,
  WaitOptions,
} from "./connection/test-connection";
export type { DelayOptions, FailOptions, Fault } from "./faults/faults";
export {
  FunctionFailed,
  type ConnectOptions,
  type Laptop,
  type LaptopClock,
  type LaptopOptions,
  type RequestOptions,
  type TestEnvironment,
} from "./laptop";
export type { EntryFields } from "./recording";
export { startLaptop } from "./start";
export type { Item, Value } from "./table/attribute-values";
export type { MessageOptions, TestMessage, TestQueue } from "./queue";
export type { TestTable } from "./table/table";
export type { Duration } from "./time/duration";
export type { StatementUse, Usage } from "./usage";
