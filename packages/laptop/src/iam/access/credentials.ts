import { randomBytes } from "node:crypto";
import { realClock, type Clock } from "../../shared/clock";

/** Credentials that sign requests. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Only temporary credentials have one; empty otherwise. */
  sessionToken: string;
  /** The role they were issued for; empty for administrators. */
  roleArn: string;
}

export interface IssuedCredentials extends Credentials {
  /** The name of the session in the caller's ARN: the function's name. */
  sessionName: string | undefined;
  issuedAtMs: number;
  /** On the clock that may be sped up. */
  expiresAtMs: number;
  /** Whether every action is allowed, without a role. */
  isAdministrator: boolean;
}

/** How long an execution environment's credentials are valid. AWS does not document it; hours have been seen. */
export const LIFETIME_MS = 6 * 60 * 60 * 1000;

/** Issues credentials, and finds them by their access key ID. */
export class CredentialIssuer {
  readonly #issued = new Map<string, IssuedCredentials>();

  /** @param lifetimeMs how long credentials of roles are valid. */
  constructor(
    private readonly clock: Clock = realClock,
    private readonly lifetimeMs = LIFETIME_MS,
  ) {}

  /**
   * Issues temporary credentials, as Lambda puts them into a function's environment.
   * @param sessionName the function's name.
   */
  issue(roleArn: string, sessionName?: string): IssuedCredentials {
    const sessionToken = randomBytes(96).toString("base64");
    const credentials = { ...newKey("ASIA"), sessionToken, roleArn };
    const expiresAtMs = this.#now() + this.lifetimeMs;
    return this.#add(credentials, { sessionName, expiresAtMs, isAdministrator: false });
  }

  /** Issues credentials for the runtime's own calls and for the developer's tools: `aws dynamodb scan`. */
  issueAdministrator(): IssuedCredentials {
    return this.#add({ ...newKey("AKIA"), sessionToken: "", roleArn: "" });
  }

  /** Forgets credentials whose execution environment has ended. */
  revoke({ accessKeyId }: Credentials): void {
    this.#issued.delete(accessKeyId);
  }

  find(accessKeyId: string): IssuedCredentials | undefined {
    return this.#issued.get(accessKeyId);
  }

  isExpired({ expiresAtMs }: IssuedCredentials): boolean {
    return this.#now() >= expiresAtMs;
  }

  /** What a debugger holds does not expire. */
  #now(): number {
    return this.clock.now() - (this.clock.heldMs?.() ?? 0);
  }

  #add(credentials: Credentials, parts: Partial<IssuedCredentials> = {}): IssuedCredentials {
    const issued = {
      ...credentials,
      sessionName: undefined,
      issuedAtMs: this.#now(),
      expiresAtMs: Infinity,
      isAdministrator: true,
      ...parts,
    };
    this.#issued.set(credentials.accessKeyId, issued);
    return issued;
  }
}

/** @param prefix `ASIA` for temporary credentials, `AKIA` for others. */
function newKey(prefix: string): Pick<Credentials, "accessKeyId" | "secretAccessKey"> {
  return {
    accessKeyId: `${prefix}${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
  };
}
