// Loaded before the tests: a program under mocks takes twice as long with the traces that Pulumi keeps.
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { untraced } from "pulumi-laptop/src/program/process/untraced.cjs";

type Make = (...call: unknown[]) => unknown;

const { debuggablePromise } = debuggable as { debuggablePromise: Make };

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS)
  Object.assign(debuggable, { debuggablePromise: untraced(debuggablePromise) });
