/** How the entry condition of a stage goes: how long its rules take, and whether they all succeed. */
export interface ScriptedEntry {
  /** Default 0: it is over at once. */
  readonly minutes?: number;
  /** Where it does not pass, the condition's declared result says what happens: FAIL or SKIP. */
  readonly passes: boolean;
}
