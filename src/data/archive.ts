import { unzipSync } from 'fflate';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';

/** Most that the files of a zip may take unpacked. */
const LIMIT_MEGABYTES = 512;

/** Whether a file begins with the signature of a zip. */
export const isZip = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'PK\x03\x04';

/**
 * The files of a zip by their paths in it. Throws `archive-unreadable` for a damaged zip, or one
 * whose files are too large unpacked.
 */
export function unzip(bytes: Uint8Array, file: string): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        total += originalSize;
        if (total > LIMIT_MEGABYTES * 2 ** 20) {
          const text = message('data.archiveSize', { megabytes: LIMIT_MEGABYTES });
          throw new OrielError('archive-unreadable', { file, text });
        }
        return !name.endsWith('/');
      },
    });
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('archive-unreadable', { file, text: foreign(error) }, { cause: error });
  }
}
