import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Finds out which modules stand on which, by their relative imports. */
export class ModuleGraph {
  readonly #imports = new Map<string, readonly string[]>();

  /** Whether a module imports one of these, or one that does. */
  reaches(module: string, goals: ReadonlySet<string>, seen = new Set<string>()): boolean {
    if (goals.has(module)) return true;
    if (seen.has(module)) return false;
    seen.add(module);
    return this.importsOf(module).some((imported) => this.reaches(imported, goals, seen));
  }

  importsOf(module: string): readonly string[] {
    const known = this.#imports.get(module);
    if (known !== undefined) return known;
    const found = module.endsWith('.ts') && existsSync(module) ? readFileSync(module, 'utf8') : '';
    const imports = [...found.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)].map(([, path = '']) =>
      resolve(dirname(module), path),
    );
    this.#imports.set(module, imports);
    return imports;
  }
}

/** A module of the n-th trial: one that stands on what is changed in it. */
export interface TrialModule {
  readonly module: string;
  readonly trial: number;
}

export function idOf({ module, trial }: TrialModule): string {
  return `${module}?trial=${trial}`;
}

export function trialModule(id: string): TrialModule | undefined {
  const [, module, trial] = /^(.*)\?trial=(\d+)$/.exec(id) ?? [];
  return module === undefined ? undefined : { module, trial: Number(trial) };
}

/** The changed sources of a trial, by path. */
export type Changed = ReadonlyMap<string, string>;

/** Gives each trial its own instances of the modules that stand on what is changed in it; all others are shared by all trials. */
export function sabotagedModules(root: string, trials: readonly Changed[]) {
  const graph = new ModuleGraph();
  return {
    name: 'sabotaged-modules',
    enforce: 'pre' as const,
    resolveId: (source: string, importer: string | undefined) => {
      const entry = trialModule(source);
      if (entry !== undefined) return idOf({ ...entry, module: join(root, entry.module) });
      const from = importer === undefined ? undefined : trialModule(importer);
      if (from === undefined || !source.startsWith('.')) return undefined;
      const module = resolve(dirname(from.module), source);
      const changed = trials[from.trial];
      if (changed === undefined || !graph.reaches(module, new Set(changed.keys()))) return module;
      return idOf({ ...from, module });
    },
    load: (id: string) => {
      const found = trialModule(id);
      if (found === undefined) return undefined;
      return trials[found.trial]?.get(found.module) ?? readFileSync(found.module, 'utf8');
    },
  };
}
