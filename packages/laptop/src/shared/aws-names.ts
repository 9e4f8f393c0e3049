/**
 * Whether a host name is AWS's own for a service: `dynamodb.us-east-1.amazonaws.com`. Nobody else can make one
 * that resolves to this machine.
 * @param service for example `execute-api`, whose names begin with the API's ID.
 */
export function isAwsName(service: string, name: string): boolean {
  const [, found] =
    /^(?:[a-z\d]+\.)?([a-z-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?$/.exec(name) ?? [];
  return found === service;
}
