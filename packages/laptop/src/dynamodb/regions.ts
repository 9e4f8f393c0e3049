import type { Table } from "../model/model";
import { placeOfArn } from "../shared/aws-names";
import type { Place } from "./actions";
import { Database, type DatabaseOptions } from "./dynalite/database";

interface Region {
  database: Database;
  place: Place & { tables: Map<string, Table> };
}

/** The databases of a program: one for each region, as on AWS, where tables of two regions may share a name. */
export class Regions {
  readonly #regions = new Map<string, Region>();
  /** The region of requests that name none. */
  home: string;

  constructor(
    private readonly model: { region: string; accountId: string },
    private readonly options: Pick<DatabaseOptions, "now" | "onLateError">,
  ) {
    this.home = model.region;
  }

  /** A region without tables is the program's own: nobody may sign for another. */
  find(region = this.home): Region {
    const found = this.#regions.get(region) ?? this.#regions.get(this.home);
    return found ?? this.#open(this.home, this.model.accountId);
  }

  has({ arn, name }: Table): boolean {
    return this.#regions.get(placeOfArn(arn).region)?.place.tables.has(name) === true;
  }

  /** Makes a table known that exists in the database. */
  add(table: Table): void {
    this.open(table).place.tables.set(table.name, table);
  }

  /** Opens the database of a table's region. */
  open({ arn }: Table): Region {
    const { region, accountId } = placeOfArn(arn);
    return this.#regions.get(region) ?? this.#open(region, accountId);
  }

  tables(): Table[] {
    return [...this.#regions.values()].flatMap(({ place }) => [...place.tables.values()]);
  }

  #open(region: string, accountId: string): Region {
    const database = new Database({ region, accountId, ...this.options });
    const opened = { database, place: { region, accountId, tables: new Map<string, Table>() } };
    this.#regions.set(region, opened);
    return opened;
  }
}
