import { unzipSync } from 'fflate';
import { OrielError } from '../errors.ts';
import { dataWords } from '../words/en.ts';

/** What a zip may unfold to. */
const LIMIT_BYTES = 512 * 2 ** 20;

/** Whether bytes begin as a zip does. */
export const isZip = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'PK\x03\x04';

/**
 * The files of a zip by their paths in it. Throws `archive-unreadable` for a damaged one, or one
 * that unfolds to too much.
 */
export function unzip(bytes: Uint8Array, file: string): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        total += originalSize;
        if (total > LIMIT_BYTES) throw new Error(dataWords.archiveSize(LIMIT_BYTES / 2 ** 20));
        return !name.endsWith('/');
      },
    });
  } catch (error) {
    throw new OrielError(
      'archive-unreadable',
      { file, text: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
