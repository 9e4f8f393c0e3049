// Has google-protobuf write long strings as bytes: the same message, of which it does not encode each character. A
// bundle is written a dozen times in each evaluation.
"use strict";

/** What is shorter takes no time. */
const LONG = 1000;

/** @param writer google-protobuf's BinaryWriter. */
exports.writeLongStrings = (writer) => {
  const { writeString } = writer.prototype;
  writer.prototype.writeString = function (field, value) {
    const isLong = typeof value === "string" && value.length > LONG && value.isWellFormed();
    if (isLong) this.writeBytes(field, Buffer.from(value));
    else writeString.call(this, field, value);
  };
};
