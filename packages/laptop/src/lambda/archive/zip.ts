import { open } from "node:fs/promises";
import { unzipSync, strFromU8 } from "fflate";

/** A file of a zip, or a symbolic link, whose content is its target. */
export interface ZipEntry {
  /** As it is in the zip. Folders end with "/". */
  name: string;
  content: Uint8Array;
  /** Its permissions, for example 0o755; undefined if the zip was not made on Unix. */
  mode: number | undefined;
  isLink: boolean;
}

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16 */
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const UNIX = 3;
const LINK = 0o120000;
const FILE_TYPE = 0o170000;
const NAMES_ARE_UTF_8 = 1 << 11;

/** What a zip begins with: a file, or its end if it is empty. */
const BEGINNINGS = ["PK\x03\x04", "PK\x05\x06"];

/** Whether a file is a zip, whatever its name. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return BEGINNINGS.includes(buffer.toString("latin1"));
  } finally {
    await file.close();
  }
}

/** Reads a zip with the attributes of its files, which fflate leaves out. @throws Error if it is no zip. */
export function readZip(zip: Buffer): ZipEntry[] {
  const modes = modesOf(zip);
  return Object.entries(unzipSync(zip)).map(([name, content]) => {
    const mode = modes.get(name);
    return {
      name,
      content,
      mode: mode === undefined ? undefined : mode & 0o777,
      isLink: mode !== undefined && (mode & FILE_TYPE) === LINK,
    };
  });
}

/** Types and permissions, by name as fflate has it. */
function modesOf(zip: Buffer): Map<string, number> {
  const modes = new Map<string, number>();
  let end = zip.length - 22;
  while (end > 0 && zip.readUInt32LE(end) !== DIRECTORY_END) end--;
  let at = end < 0 ? 0 : zip.readUInt32LE(end + 16);
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const isUtf8 = (zip.readUInt16LE(at + 8) & NAMES_ARE_UTF_8) !== 0;
    const mode = zip.readUInt16LE(at + 40);
    if (zip.readUInt8(at + 5) === UNIX && mode !== 0)
      modes.set(strFromU8(zip.subarray(at + 46, nameEnd), !isUtf8), mode);
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return modes;
}
