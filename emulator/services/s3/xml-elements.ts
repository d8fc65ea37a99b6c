import type * as z from 'zod';
import { ServiceError } from '../service.ts';

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#xD': '\r' };

/** Every element of that name in a small document, its children as text by name. The SDK writes no attributes into them. */
export function elementsOf<Shape>(document: string, name: string, shape: z.ZodType<Shape>): Shape[] {
  const elements = document.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'));
  return [...elements].map(([, content = '']) => {
    const children = [...content.matchAll(/<(\w+)>(.*?)<\/\1>/gs)];
    const parsed = shape.safeParse(
      Object.fromEntries(children.map(([, child = '', text = '']) => [child, plain(text)])),
    );
    if (!parsed.success) throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed');
    return parsed.data;
  });
}

function plain(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
}
