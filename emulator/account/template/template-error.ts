/** The place of something in a template: `Resources`, `Guard`, `Properties`, `Value`. */
export type Path = readonly (string | number)[];

/** An error that says where in the template it is. */
export function templateError(path: Path, message: string): Error {
  return new Error(`${path.join('.')}: ${message}`);
}
