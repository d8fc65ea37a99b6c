import { isJsonObject } from '../json-object.ts';
import { generatedName, type PhysicalResource, resourceKind, type StackScope } from './physical-resources.ts';
import type { Template } from './template.ts';
import { type Path, templateError } from './template-error.ts';
import { mapped, NO_VALUE, parameterValue, pseudoParameter } from './template-values.ts';

/**
 * Resolves the intrinsic functions of one template as a deployment would. What it does not know is an error that names
 * the place in the template, e.g. `Resources.Guard.Properties.Value`.
 */
export class Intrinsics {
  readonly #template: Template;
  readonly #scope: StackScope;

  constructor(template: Template, scope: StackScope) {
    this.#template = template;
    this.#scope = scope;
  }

  /** The value with every intrinsic function in it replaced; undefined for `AWS::NoValue`. */
  resolve(value: unknown, path: Path): unknown {
    const resolved = this.#resolve(value, path);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** Whether a condition of the template holds; true for no condition. */
  holds(condition: string | undefined, path: Path): boolean {
    if (condition === undefined) return true;
    const definition = this.#template.Conditions[condition];
    if (definition === undefined) throw templateError(path, `the template has no condition "${condition}"`);
    return this.#evaluate(definition, ['Conditions', condition]);
  }

  /** Physical name and ARN of a resource of the template. */
  identify(logicalId: string): { readonly name: string; readonly arn: string; readonly ref: string } {
    const path = ['Resources', logicalId];
    const { kind, resource, type } = this.#physical(logicalId, path);
    if (kind.arn === undefined) throw templateError(path, `resources of type ${type} have no ARN`);
    return { name: resource.name, arn: kind.arn(resource), ref: kind.ref(resource) };
  }

  /** Physical name of a resource of the template, also of one without an ARN. */
  name(logicalId: string): string {
    return this.#physical(logicalId, ['Resources', logicalId]).resource.name;
  }

  /** The same; undefined for a type that the account does not know, and where the condition does not hold. */
  findName(logicalId: string): string | undefined {
    const definition = this.#template.Resources[logicalId];
    const isKnown = definition !== undefined && resourceKind(definition.Type) !== undefined;
    return isKnown && this.holds(definition.Condition, ['Resources', logicalId]) ? this.name(logicalId) : undefined;
  }

  #resolve(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#resolve(item, [...path, index])).filter((item) => item !== NO_VALUE);
    }
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first !== undefined && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#call(first[0], first[1], [...path, first[0]]);
    }
    return Object.fromEntries(
      entries
        .map(([key, member]): [string, unknown] => [key, this.#resolve(member, [...path, key])])
        .filter(([, member]) => member !== NO_VALUE),
    );
  }

  #call(intrinsic: string, argument: unknown, path: Path): unknown {
    switch (intrinsic) {
      case 'Ref':
        return this.#ref(this.#text(argument, path), path);
      case 'Fn::GetAtt': {
        const [logicalId = '', ...attribute] =
          typeof argument === 'string' ? argument.split('.') : this.#texts(argument, path);
        return this.#attribute(logicalId, attribute.join('.'), path);
      }
      case 'Fn::Join': {
        const [separator, items] = this.#list(argument, 2, path);
        return this.#texts(items, path).join(this.#text(separator, path));
      }
      case 'Fn::Sub':
        return this.#substitute(argument, path);
      case 'Fn::Select': {
        const [index, items] = this.#list(argument, 2, path);
        const position = Number(this.#text(index, path));
        const item = this.#texts(items, path)[position];
        if (item === undefined) throw templateError(path, `there is no item ${position} to select`);
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#list(argument, 2, path);
        return this.#text(text, path).split(this.#text(separator, path));
      }
      case 'Fn::If': {
        const [condition, yes, no] = this.#list(argument, 3, path);
        return this.#resolve(this.holds(this.#text(condition, path), path) ? yes : no, path);
      }
      case 'Fn::FindInMap':
        return mapped(this.#template, this.#texts(argument, path), path);
      case 'Fn::Base64':
        return Buffer.from(this.#text(argument, path)).toString('base64');
      case 'Fn::ImportValue': {
        const name = this.#text(argument, path);
        const value = this.#scope.exported?.(name);
        if (value === undefined) throw templateError(path, `No export named ${name} found.`);
        return value;
      }
      default:
        throw templateError(path, `the local account does not know the intrinsic function ${intrinsic}`);
    }
  }

  #ref(target: string, path: Path): unknown {
    const pseudo = pseudoParameter(target, this.#scope);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#template.Parameters[target];
    if (parameter !== undefined) return parameterValue(target, parameter, path);
    const custom = this.#scope.customResources?.get(target);
    if (custom !== undefined) return custom.physicalId;
    const { kind, resource } = this.#physical(target, path);
    return kind.ref(resource);
  }

  #attribute(logicalId: string, attribute: string, path: Path): string {
    const custom = this.#scope.customResources?.get(logicalId);
    if (custom !== undefined && attribute in custom.data) return this.#text(custom.data[attribute], path);
    const { kind, resource, type } = this.#physical(logicalId, path);
    const read = kind.attributes[attribute];
    if (read === undefined) {
      throw templateError(path, `the local account does not know the attribute ${attribute} of ${logicalId} (${type})`);
    }
    return read(resource);
  }

  #physical(logicalId: string, path: Path) {
    const definition = this.#template.Resources[logicalId];
    if (definition === undefined || !this.holds(definition.Condition, path)) {
      throw templateError(path, `the stack has no parameter or resource "${logicalId}"`);
    }
    const kind = resourceKind(definition.Type);
    if (kind === undefined) {
      throw templateError(path, `the local account does not know how to refer to ${logicalId} (${definition.Type})`);
    }
    const property = (name: string) => {
      const value = this.resolve(definition.Properties[name], ['Resources', logicalId, 'Properties', name]);
      return value === undefined ? undefined : String(value);
    };
    const given = kind.nameProperty === undefined ? undefined : property(kind.nameProperty);
    const name = given ?? generatedName(this.#scope.stackName, logicalId, kind.longestName);
    const resource: PhysicalResource = { ...this.#scope, logicalId, name, property };
    return { kind, resource, type: definition.Type };
  }

  /** `${Name}`, `${Resource.Attribute}`, `${Variable}` of the second argument, and `${!literal}`. */
  #substitute(argument: unknown, path: Path): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {}] : this.#list(argument, 2, path);
    if (typeof text !== 'string' || !isJsonObject(variables)) throw templateError(path, 'Fn::Sub needs a text');
    return text.replaceAll(/\$\{([^}]+)\}/g, (_, content: string) => {
      const key = content.trim();
      if (key.startsWith('!')) return `\${${key.slice(1)}}`;
      if (Object.hasOwn(variables, key)) return this.#text(variables[key], [...path, 1, key]);
      const dot = key.indexOf('.');
      if (dot >= 0) return this.#attribute(key.slice(0, dot), key.slice(dot + 1), path);
      return this.#text({ Ref: key }, path);
    });
  }

  #evaluate(condition: unknown, path: Path): boolean {
    const [operator, argument] = isJsonObject(condition) ? (Object.entries(condition)[0] ?? []) : [];
    const operands = () => (Array.isArray(argument) ? argument : []);
    switch (operator) {
      case 'Condition':
        return this.holds(String(argument), path);
      case 'Fn::Equals': {
        const [left, right] = this.#list(argument, 2, path);
        return this.#text(left, path) === this.#text(right, path);
      }
      case 'Fn::Not':
        return !operands().some((operand) => this.#evaluate(operand, path));
      case 'Fn::And':
        return operands().every((operand) => this.#evaluate(operand, path));
      case 'Fn::Or':
        return operands().some((operand) => this.#evaluate(operand, path));
      default:
        throw templateError(path, `the local account does not know the condition function ${operator}`);
    }
  }

  #list(value: unknown, length: number, path: Path): unknown[] {
    if (!Array.isArray(value) || value.length !== length) throw templateError(path, `a list of ${length} is needed`);
    return value;
  }

  #texts(value: unknown, path: Path): string[] {
    const items = this.#resolve(value, path);
    if (!Array.isArray(items)) throw templateError(path, 'a list is needed');
    return items.map((item, index) => this.#text(item, [...path, index]));
  }

  #text(value: unknown, path: Path): string {
    const resolved = this.#resolve(value, path);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw templateError(path, `a text is needed, not ${JSON.stringify(value)}`);
  }
}
