import type { TokenTarget } from "../issuer/local-token";
import type { Messages } from "../experiments/experiments";
import type { Model } from "../model/model";
import type { Services } from "../services";

/** What the page shows and acts on. */
export interface PageTarget {
  model: Model;
  services: Services;
  /** The messages of the experiments; undefined if the program does not answer any. */
  experiments: Messages | undefined;
  /** Which tokens the program accepts; empty if it does not say. */
  tokens: TokenTarget;
}
