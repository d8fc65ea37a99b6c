import type { Service } from '../../services/service.ts';
import type { JsonObject } from '../json-object.ts';
import { isJsonObject } from '../json-object.ts';

/** What the XML of an output depends on besides the output itself. */
export type XmlHints = Pick<Service, 'timestampMembers' | 'mapMembers'>;

/** An element around XML content. */
export function xmlElement(name: string, content: string, namespace?: string): string {
  return `<${name}${namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`}>${content}</${name}>`;
}

/** The members of a structure as elements in the query protocol's shapes: lists of `member`, maps of `entry`. */
export function xmlMembers(structure: JsonObject, hints: XmlHints = {}): string {
  return Object.entries(structure)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => xmlElement(name, xmlValue(name, value, hints)))
    .join('');
}

function xmlValue(name: string, value: unknown, hints: XmlHints): string {
  if (Array.isArray(value)) return value.map((item) => xmlElement('member', xmlValue(name, item, hints))).join('');
  if (isJsonObject(value))
    return hints.mapMembers?.includes(name) ? xmlEntries(value, hints) : xmlMembers(value, hints);
  if (typeof value === 'number' && hints.timestampMembers?.includes(name)) return new Date(value * 1000).toISOString();
  return escapeXml(String(value));
}

function xmlEntries(map: JsonObject, hints: XmlHints): string {
  return Object.entries(map)
    .map(([key, value]) =>
      xmlElement('entry', xmlElement('key', escapeXml(key)) + xmlElement('value', xmlValue('', value, hints))),
    )
    .join('');
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}
