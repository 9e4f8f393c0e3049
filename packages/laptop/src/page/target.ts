import type { Model } from "../model/model";
import type { Services } from "../services";

/** What the page shows and acts on; each is undefined until it is there. */
export interface PageTarget {
  model?: Model;
  services?: Services;
}
