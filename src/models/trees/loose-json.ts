import { malformed } from './tree-model.ts';

/** A value of a file. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | Float64Array
  | { readonly [key: string]: JsonValue };

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null, NaN: Number.NaN };
export const NESTING_LIMIT = 64;

/**
 * Reads JSON, and also bare NaN, Infinity and −Infinity, which XGBoost writes.
 * @throws OrielError `model-trees` where the text is something else, ends too early or is nested
 * more than 64 deep.
 */
export function parseLooseJson(text: string, file: string): JsonValue {
  let at = 0;
  const fail = () => malformed(file, 'tree.json', { at: at + 1 });
  const token = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const skip = (): string => {
    token(SPACE);
    return text[at];
  };
  const string = (): string => {
    const found = token(STRING);
    if (found === null) throw fail();
    return JSON.parse(found) as string;
  };
  /** Items up to the closing bracket, with commas between. */
  const items = (close: string, item: () => void): void => {
    at++;
    if (skip() === close) {
      at++;
      return;
    }
    for (;;) {
      item();
      const next = skip();
      at++;
      if (next === close) return;
      if (next !== ',') throw fail();
    }
  };
  const value = (depth: number): JsonValue => {
    if (depth > NESTING_LIMIT) throw malformed(file, 'tree.deep');
    const first = skip();
    if (first === '"') return string();
    if (first === '[') {
      const list: JsonValue[] = [];
      items(']', () => list.push(value(depth + 1)));
      return list;
    }
    if (first === '{') {
      const object: Record<string, JsonValue> = Object.create(null);
      items('}', () => {
        skip();
        const key = string();
        if (skip() !== ':') throw fail();
        at++;
        object[key] = value(depth + 1);
      });
      return object;
    }
    const number = token(NUMBER);
    if (number !== null) return Number(number);
    for (const [word, meaning] of Object.entries(WORDS)) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return meaning;
    }
    throw fail();
  };
  const whole = value(0);
  skip();
  if (at < text.length) throw fail();
  return whole;
}
