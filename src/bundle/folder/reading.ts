import { foreign, OrielError } from '../../errors.ts';

/**
 * What the file system threw while something was only read, as `file-missing`, which names the
 * file, or `path` where that is not known; all other errors as they are.
 */
export async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const { syscall, path: file = path } = thrown as NodeJS.ErrnoException;
    if (syscall === undefined) throw thrown;
    throw new OrielError('file-missing', { file, text: foreign(thrown) }, { cause: thrown });
  }
}
