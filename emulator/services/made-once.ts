/**
 * Makes a value for a request once, and hands out the same one from then on: simulations create the same few pipelines and
 * alarms over and over, and the check of their definitions is most of the work. Values must not be changed.
 */
export function madeOnce<Request, Made>(make: (request: Request) => Made): (request: Request) => Made {
  const known = new Map<string, Made>();
  return (request) => {
    const name = JSON.stringify(request);
    const made = known.get(name) ?? make(request);
    known.set(name, made);
    return made;
  };
}
