declare module "dynalite" {
  import type { Server } from "node:http";
  /** How long tables stay in a state, in milliseconds. */
  interface Options {
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}
