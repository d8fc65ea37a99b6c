import { weighBundle } from '../bundle-weights.ts';
import type { Table } from '../table.ts';

/** What each dependency weighs in the deployed bundle. */
export async function bundleWeights(): Promise<readonly Table[]> {
  const { total, packages } = await weighBundle();
  const [shown, rest] = [packages.slice(0, 16), packages.slice(16)];
  const row = (name: string, bytes: number) => [
    name,
    (bytes / 1000).toFixed(1),
    `${((100 * bytes) / total).toFixed(1)} %`,
  ];
  return [
    {
      title: `Asset: ${(total / 1000).toFixed(1)} KB minified`,
      columns: ['package', 'KB', 'share'],
      rows: [
        ...shown.map(({ name, bytes }) => row(name, bytes)),
        row(
          `${rest.length} others`,
          rest.reduce((sum, { bytes }) => sum + bytes, 0),
        ),
      ],
    },
  ];
}
