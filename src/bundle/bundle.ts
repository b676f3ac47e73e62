import * as v from 'valibot';
import { sha256 } from '../data/hash.ts';
import { issueText } from '../data/issue-text.ts';
import { foreign, OrielError } from '../errors.ts';
import { canonicalJson } from '../records/canonical.ts';
import { type Bundle, BundleSchema } from './schema.ts';

/** SHA-256 of a value's canonical JSON, as 64 hex digits. */
export const hashOf = (value: object): Promise<string> => sha256(new TextEncoder().encode(canonicalJson(value)));

/** A bundle with the hash of all that it says. */
export const sealBundle = async (bundle: Omit<Bundle, 'sha256'>): Promise<Bundle> => ({
  ...bundle,
  sha256: await hashOf(bundle),
});

/** The bytes of `bundle.json`. */
export const bundleText = (bundle: Bundle): string => `${canonicalJson(bundle)}\n`;

/** Whether `bundle.json` is, to the byte, what was sealed. */
export async function isAsSealed(text: string): Promise<boolean> {
  const { sha256: sealed, ...rest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return text === `${canonicalJson({ ...rest, sha256: sealed })}\n` && (await hashOf(rest)) === sealed;
}

/**
 * What is in a bundle, from the text of its `bundle.json`. Throws `bundle-invalid`, which names the
 * field; whether it is what was written once, `isAsSealed` says.
 */
export function parseBundle(text: string, file: string): Bundle {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new OrielError('bundle-invalid', { file, text: foreign(error) }, { cause: error });
  }
  const result = v.safeParse(BundleSchema, json);
  if (result.success) return result.output;
  throw new OrielError('bundle-invalid', { file, text: issueText(result.issues, 'bundle') });
}
