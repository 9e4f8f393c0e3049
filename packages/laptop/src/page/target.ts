import type { Messages } from "../experiments/experiments";
import type { Model } from "../model/model";
import type { Services } from "../services";

/** What the page shows and acts on. */
export interface PageTarget {
  model: Model;
  services: Services;
  /** What the experiments send, if the program says that it answers it. */
  experiments: Messages | undefined;
}
