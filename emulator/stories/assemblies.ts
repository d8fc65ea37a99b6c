import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Story } from './story.ts';
import { synthesize } from './synthesize.ts';

const EXAMPLE_GUARDS = 'guards.example.json';

/** The synthesized app for each set of guards that stories ask for, made once, in a directory for the time being. */
export class Assemblies {
  readonly #directory: string;
  readonly #onSynth: (guardsFile: string) => void;
  readonly #made = new Map<Story['guards'], Promise<string>>();

  private constructor(directory: string, onSynth: (guardsFile: string) => void) {
    this.#directory = directory;
    this.#onSynth = onSynth;
  }

  /** `onSynth` hears of every guards file that is synthesized. */
  static async create(onSynth: (guardsFile: string) => void = () => undefined): Promise<Assemblies> {
    return new Assemblies(await mkdtemp(join(tmpdir(), 'stories-')), onSynth);
  }

  /** The directory of the cloud assembly with the guards of the story. Stories with the same guards share one, and have the same spokes. */
  of({ guards, spokes }: Pick<Story, 'guards' | 'spokes'>): Promise<string> {
    const assembly = this.#made.get(guards) ?? this.#synthesize(guards, spokes, String(this.#made.size));
    this.#made.set(guards, assembly);
    return assembly;
  }

  async remove(): Promise<void> {
    await Promise.allSettled(this.#made.values());
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #synthesize(guards: Story['guards'], spokes: Story['spokes'], name: string): Promise<string> {
    const file = guards === undefined ? EXAMPLE_GUARDS : join(this.#directory, `${name}.guards.json`);
    if (guards !== undefined) await writeFile(file, JSON.stringify(guards, undefined, 2));
    this.#onSynth(file);
    const assembly = join(this.#directory, `cdk.out-${name}`);
    await synthesize(file, assembly, spokes);
    return assembly;
  }
}
