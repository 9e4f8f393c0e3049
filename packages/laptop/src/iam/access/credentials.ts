import { randomBytes } from "node:crypto";
import { realClock, type Clock } from "../../shared/clock";

/** What signs requests. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials; empty otherwise. */
  sessionToken: string;
  /** Whose they are; empty for administrators. */
  roleArn: string;
}

export interface IssuedCredentials extends Credentials {
  /** The name of the session in the caller's ARN: the function's name. */
  sessionName: string | undefined;
  issuedAtMs: number;
  /** On the clock that measures AWS's limits. */
  expiresAtMs: number;
  /** Whether every action is allowed, without a role. */
  isAdministrator: boolean;
}

/**
 * What a developer's own tools sign with, for example `aws dynamodb scan --endpoint-url ...`. No secret:
 * the services listen on this machine only.
 */
export const DEVELOPER: Credentials = {
  accessKeyId: "laptop",
  secretAccessKey: "laptop",
  sessionToken: "",
  roleArn: "",
};

/** How long the credentials of an execution environment are good. AWS does not say; hours have been seen. */
export const LIFETIME_MS = 6 * 60 * 60 * 1000;

/** Issues credentials for roles and knows whose they are. */
export class CredentialIssuer {
  readonly #issued = new Map<string, IssuedCredentials>();

  /** @param lifetimeMs how long credentials of roles are good. */
  constructor(
    private readonly clock: Clock = realClock,
    private readonly lifetimeMs = LIFETIME_MS,
  ) {
    this.#add(DEVELOPER);
  }

  /**
   * Temporary credentials, as Lambda puts them into a function's environment.
   * @param sessionName the function's name.
   */
  issue(roleArn: string, sessionName?: string): IssuedCredentials {
    const credentials = temporary(roleArn);
    const expiresAtMs = this.clock.now() + this.lifetimeMs;
    return this.#add(credentials, { sessionName, expiresAtMs, isAdministrator: false });
  }

  /** Credentials for the runtime's own calls. */
  issueAdministrator(): IssuedCredentials {
    return this.#add(temporary(""));
  }

  /** Forgets credentials whose execution environment has ended. */
  revoke({ accessKeyId }: Credentials): void {
    this.#issued.delete(accessKeyId);
  }

  find(accessKeyId: string): IssuedCredentials | undefined {
    return this.#issued.get(accessKeyId);
  }

  isExpired({ expiresAtMs }: IssuedCredentials): boolean {
    return this.clock.now() >= expiresAtMs;
  }

  #add(credentials: Credentials, parts: Partial<IssuedCredentials> = {}): IssuedCredentials {
    const issued = {
      ...credentials,
      sessionName: undefined,
      issuedAtMs: this.clock.now(),
      expiresAtMs: Infinity,
      isAdministrator: true,
      ...parts,
    };
    this.#issued.set(credentials.accessKeyId, issued);
    return issued;
  }
}

function temporary(roleArn: string): Credentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(96).toString("base64"),
    roleArn,
  };
}
