import { usage } from './parser-error.ts';

/** What stands behind an option; a switch is true or false, and one may be given several times. */
export type Value = string | boolean | readonly (string | boolean)[] | undefined;

/** Reads what stands behind options. Each throws `usage-unknown`, which names the option. */
export interface ValueReader {
  /** null where it was not given. */
  text(name: string): string | null;
  /** A whole number from the least to the most; null where it was not given. */
  whole(name: string, bounds: readonly [least: number, most: number]): number | null;
  /** One of a few words; undefined where it was not given. */
  one<T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** As often as it was given. */
  texts(name: string): string[];
  /** Names that commas part, as often as they were given. */
  names(name: string): string[][];
  isOn(name: string): boolean;
}

/** `spelled`: how the person wrote an option, for messages. */
export function valueReader(
  given: (name: string) => Value,
  spelled: (name: string) => string = (name) => name,
): ValueReader {
  const text = (name: string): string | null => {
    const value = given(name);
    if (value === '') throw usage('cli.emptyOption', { name });
    return typeof value === 'string' ? value : null;
  };
  const texts = (name: string): string[] => [given(name) ?? []].flat().map(String);
  return {
    text,
    texts,
    whole(name, [least, most]) {
      const value = text(name);
      if (value === null) return null;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most))
        throw usage('cli.notWhole', { name: spelled(name), least, most, value });
      return number;
    },
    one(name, choices) {
      const value = text(name);
      const found = choices.find((choice) => choice === value);
      if (value !== null && !found) throw usage('cli.notChoice', { name, choices, value });
      return found;
    },
    names: (name) =>
      texts(name).map((value) => {
        const names = value.split(',').map((part) => part.trim());
        if (names.includes('')) throw usage('cli.emptyOption', { name });
        return names;
      }),
    isOn: (name) => given(name) === true,
  };
}
