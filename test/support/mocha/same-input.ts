// Loaded before the tests: generated input is the same each time, so that a run fails for a change and not by chance.
// SEED=7 generates other input.
import { configureGlobal } from "fast-check";

configureGlobal({ seed: Number(process.env.SEED ?? 24) });
