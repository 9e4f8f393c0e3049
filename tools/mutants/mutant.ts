/** A small change of a source file that a test must notice. */
export interface Mutant {
  /** Its path in the repository. */
  file: string;
  /** A text that the file holds exactly once. */
  before: string;
  /** What stands there instead. */
  after: string;
  /** The test file that must fail then. */
  test: string;
  /** A part of the title of the test that must fail, where the others of the file take long. Only it runs. */
  title?: string;
  /** What the change would break for a user, in one sentence. */
  breaks: string;
}

/** - `caught`: a test failed;
 *  - `survived`: every test of the file passed;
 *  - `not run`: the tests say nothing, because they fail without the mutant or did not come to an end.
 */
export type Verdict = "caught" | "survived" | "not run";

export interface Result {
  mutant: Mutant;
  verdict: Verdict;
  /** The title of the test that failed and its error, or why no test ran. */
  by?: string | undefined;
  ms: number;
}
