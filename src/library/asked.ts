import type { Plain } from '../store/plain.ts';
import { type GivenFile, readGiven } from './given-files.ts';
import type { ExplainOptions, Input } from './options.ts';

/** How an explanation was asked for, to ask for it again. */
export interface Asked {
  /** null for a picture that was open in a session: only who has it can ask for it again. */
  readonly input: Input | null;
  readonly options: ExplainOptions;
}

/** The same as plain data: files by their bytes. Throws `file-missing`. */
export async function plainAsked({ input, options }: Asked, kind: 'tabular' | 'image' | 'text'): Promise<Plain> {
  const { signal: _signal, fresh: _fresh, keep: _keep, ...rest } = options;
  const { background } = rest;
  const plain = kind === 'image' && input !== null ? await plainFile(input) : input;
  const reference = background && 'file' in background ? { file: await plainFile(background.file) } : background;
  return { input: plain, options: { ...rest, background: reference } } as unknown as Plain;
}

/** What `plainAsked` made. */
export const askedOf = (plain: Plain): Asked => plain as unknown as Asked;

async function plainFile(given: Input): Promise<{ readonly name: string; readonly data: Uint8Array } | null> {
  if (typeof given === 'object' && 'handle' in given) return null;
  const { file } = await readGiven(given as GivenFile);
  return { name: file.name, data: new Uint8Array(await file.arrayBuffer()) };
}
