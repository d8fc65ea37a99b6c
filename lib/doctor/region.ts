import { RegionInfo } from 'aws-cdk-lib/region-info';
import { nearestKey } from '../../lambda/intake/nearest-key.ts';

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/**
 * Why a name can be no region; undefined where it may be one. One that only looks like a region would be asked for by a host that does not
 * exist, and every finding would read "could not be read". A region that is newer than the list here looks unlike those on it.
 */
export function unknownRegion(name: string): string | undefined {
  const known = RegionInfo.regions.map((region) => region.name);
  if (known.includes(name)) return undefined;
  const nearest = nearestKey(name, known);
  if (REGION.test(name) && nearest === undefined) return undefined;
  return `"${name}" is no AWS region; ${nearest === undefined ? 'name one such as eu-west-1' : `did you mean ${familyOf(nearest, known)}?`}`;
}

/** Regions that differ in the number alone are as likely. */
function familyOf(region: string, known: readonly string[]): string {
  const family = region.replace(/\d+$/, '');
  return known.filter((name) => name.startsWith(family)).join(', ');
}
