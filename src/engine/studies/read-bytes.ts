import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { FileSource } from '../protocol.ts';

/** The bytes of a file from the person's disk, or from the origin. Throws `file-missing`. */
export async function readBytes(source: FileSource): Promise<Uint8Array> {
  try {
    if (!('url' in source))
      return new Uint8Array(source.data instanceof Blob ? await source.data.arrayBuffer() : source.data);
    const response = await fetch(source.url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    const text = message('engine.status', { status: response.status });
    throw new OrielError('file-missing', { file: source.name, text });
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('file-missing', { file: source.name, text: foreign(error) }, { cause: error });
  }
}
