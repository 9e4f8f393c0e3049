import { rmSync } from "node:fs";
import { readSecret, stateFile, writeSecret } from "../../shared/files/state-file";
import type { Credentials } from "./credentials";

/** An administrator's credentials, with the region of the program that takes them. */
export interface KeptCredentials extends Pick<Credentials, "accessKeyId" | "secretAccessKey"> {
  region: string;
}

/** The file with the credentials of the run of a program that listens on a port. */
export function credentialsFile(program: string, port: number): string {
  return stateFile(program, `credentials-${port}`);
}

/**
 * Writes the file as the AWS CLI and the SDKs read it from AWS_SHARED_CREDENTIALS_FILE.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 * @throws Error if it cannot be written.
 * @returns a function that removes it, unless another run has written it since.
 */
export function writeCredentials(path: string, credentials: KeptCredentials): () => void {
  const { accessKeyId, secretAccessKey, region } = credentials;
  const text = `[default]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
region = ${region}
`;
  writeSecret(path, text);
  return () => {
    if (readSecret(path) === text) rmSync(path, { force: true });
  };
}

/** @returns undefined if there is no such file. */
export function readCredentials(path: string): KeptCredentials | undefined {
  const text = readSecret(path);
  const value = (name: string) => text?.split(`\n${name} = `, 2)[1]?.split("\n", 1)[0];
  const accessKeyId = value("aws_access_key_id");
  const secretAccessKey = value("aws_secret_access_key");
  const region = value("region");
  if (!accessKeyId || !secretAccessKey || !region) return undefined;
  return { accessKeyId, secretAccessKey, region };
}
