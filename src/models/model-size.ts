import { OrielError } from '../errors.ts';
import { MEGABYTE, MODEL_MEGABYTES } from '../limits.ts';

/** Throws `model-too-large` for a model of more bytes than are opened. */
export function checkModelSize(bytes: number, file: string): void {
  const megabytes = Math.ceil(bytes / MEGABYTE);
  if (megabytes > MODEL_MEGABYTES) throw new OrielError('model-too-large', { file, megabytes, limit: MODEL_MEGABYTES });
}
