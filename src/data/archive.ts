import { unzipSync } from 'fflate';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { MEGABYTE, UNPACKED_MEGABYTES } from '../limits.ts';

/**
 * The files of a zip by their paths in it, or those that are wanted. Throws `archive-unreadable`
 * for a damaged zip, or one whose files are too large unpacked.
 */
export function unzip(
  bytes: Uint8Array,
  file: string,
  isWanted: (path: string) => boolean = () => true,
): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!isWanted(name)) return false;
        total += originalSize;
        if (total > UNPACKED_MEGABYTES * MEGABYTE) {
          const text = message('data.archiveSize', { megabytes: UNPACKED_MEGABYTES });
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
