/** What a dashboard shows. */
export interface Measured {
  region: string;
  stage: { apiId: string; name: string };
  functions: MeasuredFunction[];
  /** Labels of the functions that send to many. */
  senders: string[];
  /** Names of DynamoDB tables. */
  tables: string[];
}

export interface MeasuredFunction {
  label: string;
  functionName: string;
  /** In MB. */
  memorySize: number | undefined;
}
