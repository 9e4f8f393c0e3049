import { once } from "node:events";
import { createServer } from "node:net";

/** Systems give out ports from 32768 (Linux) or 49152 on. These they give to nobody who does not name them. */
const FIRST = 20_000;
const COUNT = 12_000;

/** How many ports a process looks at before it meets those of the next one. */
const APART = 40;

let looked = 0;

/** A port at which nothing listens, and that nobody else is given meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + ((process.pid * APART + looked++) % COUNT);
    if (await isFree(port)) return port;
  }
}

/** Whether a server can listen at a port of this machine. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
