import { randomBytes } from "node:crypto";

/** Temporary credentials of a role, as Lambda puts them into a function's environment. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  roleArn: string;
}

/** Issues credentials for roles and knows whose they are. */
export class CredentialIssuer {
  readonly #issued = new Map<string, Credentials>();

  issue(roleArn: string): Credentials {
    const credentials = {
      accessKeyId: `ASIA${randomBytes(10).toString("hex").toUpperCase().slice(0, 16)}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
      roleArn,
    };
    this.#issued.set(credentials.accessKeyId, credentials);
    return credentials;
  }

  /** Forgets credentials whose execution environment has ended. */
  revoke({ accessKeyId }: Credentials): void {
    this.#issued.delete(accessKeyId);
  }

  find(accessKeyId: string): Credentials | undefined {
    return this.#issued.get(accessKeyId);
  }
}
