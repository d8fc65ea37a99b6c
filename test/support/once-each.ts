/** A pure function of objects that nobody changes: asked again about one of them, it answers what it answered before. */
export function onceEach<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const answers = new WeakMap<Of, { readonly made: Made }>();
  return (of) => {
    const known = answers.get(of);
    if (known !== undefined) return known.made;
    const made = make(of);
    answers.set(of, { made });
    return made;
  };
}
