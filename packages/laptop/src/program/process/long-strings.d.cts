import type { BinaryWriter } from "google-protobuf";

export function writeLongStrings(writer: typeof BinaryWriter): void;
