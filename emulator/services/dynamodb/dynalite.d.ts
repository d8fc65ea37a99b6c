/** dynalite ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in memory, as an HTTP server that is not listening yet. */
  export default function dynalite(options: {
    /** How long a table stays in CREATING, DELETING or UPDATING. */
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }): Server;
}
