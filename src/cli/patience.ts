import { OrielError } from '../errors.ts';
import type { Oriel } from '../library/index.ts';
import { SILENCE_SECONDS } from '../limits.ts';

const seconds = SILENCE_SECONDS.commandLine;

/** Waits for files to be read, but not for ever. Throws `file-too-slow`. */
export async function withinTime<T>(reading: Promise<T>, files: readonly string[]): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OrielError('file-too-slow', { files, seconds })), 1000 * seconds);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for an explanation as long as the engine gives signs of life. Throws `failure-silent`. */
export async function whileAlive<T>(explaining: Promise<T>, { watch }: Pick<Oriel, 'watch'>): Promise<T> {
  let stop = (): void => {};
  const silent = new Promise<never>((_, reject) => {
    stop = watch((isSilent) => isSilent && reject(new OrielError('failure-silent', { seconds })), 1000 * seconds);
  });
  try {
    return await Promise.race([explaining, silent]);
  } finally {
    stop();
  }
}
