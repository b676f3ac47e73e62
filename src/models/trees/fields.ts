import type { JsonValue } from './loose-json.ts';
import { malformed, unsupported } from './tree-model.ts';

/**
 * An object of a file, whose fields are read by type; a `model-trees` error names a field of the
 * wrong type.
 */
export class Fields {
  private readonly value: { readonly [key: string]: JsonValue };
  private readonly file: string;

  constructor(value: JsonValue | undefined, name: string, file: string) {
    this.file = file;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Float64Array)
      throw this.fault(name);
    this.value = value as { readonly [key: string]: JsonValue };
  }

  has(name: string): boolean {
    return this.value[name] !== undefined;
  }

  /** Throws `model-kind` for any other field. */
  onlyThese(names: readonly string[]): void {
    const other = Object.keys(this.value).find((name) => !names.includes(name));
    if (other !== undefined) throw unsupported(this.file, 'tree.newField', { name: other.slice(0, 100) });
  }

  object(name: string): Fields {
    return new Fields(this.value[name], name, this.file);
  }

  /** Objects of a list. */
  objects(name: string): Fields[] {
    const list = this.value[name];
    if (!Array.isArray(list)) throw this.fault(name);
    return list.map((each) => new Fields(each, name, this.file));
  }

  text(name: string): string {
    const value = this.value[name];
    if (typeof value !== 'string') throw this.fault(name);
    return value;
  }

  /** A number, or a text that is one; `absent` where the field is missing. */
  number(name: string, absent?: number): number {
    const value = this.value[name];
    if (value === undefined && absent !== undefined) return absent;
    const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof found !== 'number' || Number.isNaN(found)) throw this.fault(name);
    return found;
  }

  /** A list of numbers, or of true and false. */
  numbers(name: string, count?: number): ArrayLike<number> {
    const list = this.value[name];
    const numbers =
      list instanceof Float64Array ? list : Array.isArray(list) ? Float64Array.from(list, this.asNumber(name)) : null;
    if (numbers === null) throw this.fault(name);
    if (count !== undefined && numbers.length !== count) throw malformed(this.file, 'tree.lengths', { name });
    return numbers;
  }

  texts(name: string): string[] {
    const list = this.value[name];
    if (!Array.isArray(list) || !list.every((each) => typeof each === 'string')) throw this.fault(name);
    return list;
  }

  private asNumber(name: string): (each: JsonValue) => number {
    return (each) => {
      if (typeof each !== 'number' && typeof each !== 'boolean') throw this.fault(name);
      return Number(each);
    };
  }

  private fault(name: string) {
    return malformed(this.file, 'tree.field', { name });
  }
}
