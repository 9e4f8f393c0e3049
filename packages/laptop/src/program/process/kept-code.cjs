// What V8 compiled of packages, in one file beside them, which a process reads once.
"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { join } = require("node:path");
const { cachedDataVersionTag } = require("node:v8");

/** Written again if more than this share of what was compiled is missing. */
const MAX_MISSING = 0.05;
/** What only other programs use is dropped above this. */
const MAX_BYTES = 50_000_000;

/**
 * @param packages the folder node_modules.
 */
exports.keptCode = (packages) => {
  const folder = join(packages, ".cache", "pulumi-laptop", "code");
  const tag = cachedDataVersionTag();
  const name = `${process.version}-${process.arch}-${tag}`;
  const entries = read(join(folder, name));
  const made = new Map();
  const length = { made: 0, used: 0 };
  return {
    /** @returns what was kept of this very text; undefined if it was not. */
    find(path, hash) {
      const entry = entries.get(path);
      return entry?.hash === hash ? entry.code : undefined;
    },
    /** Records a script that is run. Code that V8 does not take counts as missing. */
    use(path, hash, script, textLength) {
      length.used += textLength;
      if (script.cachedDataRejected === false) return;
      length.made += textLength;
      made.set(path, { hash, script });
    },
    /** Functions that have run by now are kept with their modules. */
    write() {
      const hasOtherFlags = cachedDataVersionTag() !== tag;
      if (hasOtherFlags || length.made <= length.used * MAX_MISSING) return;
      const own = [...made].map(([path, { hash, script }]) => [
        path,
        { hash, code: script.createCachedData() },
      ]);
      const all = new Map([...entries, ...own]);
      const total = [...all.values()].reduce((sum, { code }) => sum + code.length, 0);
      write(folder, name, total > MAX_BYTES ? new Map(own) : all);
    },
  };
};

/** V8 checks the version of the code, not that it is whole. */
const digestOf = (bytes) => createHash("sha256").update(bytes).digest();
const DIGEST_LENGTH = 32;

function read(path) {
  const entries = new Map();
  try {
    const bytes = fs.readFileSync(path);
    const content = bytes.subarray(DIGEST_LENGTH);
    if (!digestOf(content).equals(bytes.subarray(0, DIGEST_LENGTH))) return entries;
    let at = content.indexOf("\n") + 1;
    for (const [file, hash, size] of JSON.parse(content.toString("utf8", 0, at))) {
      entries.set(file, { hash, code: content.subarray(at, at + size) });
      at += size;
    }
  } catch {
    // Nothing is kept yet.
  }
  return entries;
}

function write(folder, name, entries) {
  const index = [...entries].map(([file, { hash, code }]) => [file, hash, code.length]);
  const codes = [...entries.values()].map(({ code }) => code);
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...codes]);
  const partial = join(folder, `${name}.${process.pid}`);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const others = fs.readdirSync(folder).filter((each) => each !== name);
    fs.writeFileSync(partial, Buffer.concat([digestOf(content), content]), { mode: 0o600 });
    fs.renameSync(partial, join(folder, name));
    // Of other versions of Node.js, and of processes that were killed.
    for (const each of others) fs.rmSync(join(folder, each), { force: true });
  } catch {
    // The folder is read-only, or another process cleans up at the same time.
  }
}
