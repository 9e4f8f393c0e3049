import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type Chromium from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** Where the browser of the package is unpacked, once. */
const FOLDER = join(__dirname, "../../node_modules/.cache/browser-147");

/** The fonts of the package and no others, so that a page looks the same on every machine. */
const FONTS = join(FOLDER, "fonts.conf");
const FONT_CONFIGURATION = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(FOLDER, "fonts")}</dir><cachedir>${join(FOLDER, "cache")}</cachedir></fontconfig>
`;

/** Nothing of the system is needed, and nothing outside of this machine is asked. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a page is waited for: a machine that others keep busy takes several times as long. */
const PATIENCE_MS = 120_000;

/**
 * Starts the Chromium that a package carries.
 * @param more arguments of its command line.
 * @returns undefined if it does not run on this machine: it is made for Linux with glibc on x64.
 */
export async function startBrowser(more: string[] = []): Promise<Browser | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64" || !hasGlibc()) return undefined;
  const { path, environment } = await unpack();
  const args = [...ARGUMENTS, "--headless=shell", ...more];
  const browser = await chromium.launch({ executablePath: path, args, env: environment });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  return browser;
}

/** Alpine has another C library. */
function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** Unpacks the browser with the libraries that it needs, unless a process has. */
async function unpack(): Promise<{ path: string; environment: Record<string, string> }> {
  if (!existsSync(FONTS)) await unpackInto(FOLDER);
  const environment = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(FOLDER, "al2023", "lib"),
    FONTCONFIG_FILE: FONTS,
    HOME: FOLDER,
  };
  return { path: join(FOLDER, "chromium"), environment };
}

/** Other processes see nothing of it until it is whole: a file that is being written cannot be started. */
async function unpackInto(folder: string): Promise<void> {
  const own = `${folder}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  const before = { ...process.env };
  // As in AWS Lambda, for which it is made.
  Object.assign(process.env, { TMPDIR: own, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" });
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- it reads the environment when it is loaded
    const packed = require("@sparticuz/chromium") as typeof Chromium;
    packed.setGraphicsMode = false;
    await packed.executablePath();
    writeFileSync(join(own, basename(FONTS)), FONT_CONFIGURATION);
    renameSync(own, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(FONTS)) throw error;
    rmSync(own, { recursive: true, force: true });
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
