import { createRequire } from "node:module";
import type * as protobuf from "google-protobuf";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as struct from "google-protobuf/google/protobuf/struct_pb";
import { writeLongStrings } from "./process/long-strings.cjs";

// Pulumi's services take messages of the very classes that @pulumi/pulumi loads; a second copy of
// google-protobuf, which an install may bring, has others.
const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const from = (name: string): unknown => requireOfPulumi(`google-protobuf/google/protobuf/${name}`);

writeLongStrings((requireOfPulumi("google-protobuf") as typeof protobuf).BinaryWriter);

export type Empty = empty.Empty;
export const { Empty } = from("empty_pb") as typeof empty;
export type Struct = struct.Struct;
export const { Struct } = from("struct_pb") as typeof struct;
