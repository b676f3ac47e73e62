import type { Input } from './kept.ts';

/** Any record's input, unchecked. */
interface Unchecked {
  readonly kind?: unknown;
  readonly row?: unknown;
  readonly columns?: unknown;
  readonly values?: unknown;
  readonly text?: unknown;
  readonly file?: unknown;
}

/** Whether what may be a record is of an input. */
export function isOf(record: unknown, input: Input): boolean {
  const own = (record as { readonly input?: Unchecked | null } | null)?.input;
  switch (input.kind) {
    case 'row':
      return own?.kind === 'tabular' && own.row === input.row;
    case 'text':
      return own?.kind === 'text' && own.text === input.text;
    case 'image':
      return own?.kind === 'image' && input.name !== undefined && own.file === input.name;
    case 'values':
      return own?.kind === 'tabular' && sameCells(own, input.values);
  }
}

function sameCells({ columns, values: own }: Unchecked, values: Extract<Input, { kind: 'values' }>['values']): boolean {
  if (!Array.isArray(own) || !Array.isArray(columns)) return false;
  if (Array.isArray(values)) return values.length === own.length && values.every((cell, at) => cell === own[at]);
  const named = values as Readonly<Record<string, unknown>>;
  return columns.every((name, at) => Object.hasOwn(named, name) && named[name] === own[at]);
}
