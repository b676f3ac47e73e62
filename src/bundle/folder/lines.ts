import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, truncate } from 'node:fs/promises';
import { LINE_END, linesIn, type RawLine } from '../lines.ts';

/** Bytes that are read at a time. */
const CHUNK = 2 ** 20;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';

/** A file's bytes, some at a time; none where there is no such file. */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
  } catch (error) {
    // What is wrong with reading itself does not say of which file.
    if (!isMissing(error)) throw Object.assign(error as Error, { path });
  }
}

/** Lines of a file, one after the other; none where there is no such file. */
export const linesOf = (path: string): AsyncGenerator<RawLine> => linesIn(chunksOf(path));

export const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

/** How many whole lines a file has. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const { isWhole } of linesOf(path)) if (isWhole) lines++;
  return lines;
}

/** Cuts a file off after so many lines; one without any is removed. */
export async function keepLines(path: string, lines: number): Promise<void> {
  if (lines === 0) return rm(path, { force: true });
  let [bytes, found] = [0, 0];
  for await (const line of linesOf(path)) {
    if (found++ === lines) break;
    bytes += line.bytes.length + 1;
  }
  await truncate(path, bytes);
}

/** What a file is: its length, SHA-256, and how many lines it has. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
  readonly lines: number;
}

/** null where there is no such file, or nothing in it. */
export async function digestOf(path: string): Promise<Digest | null> {
  const hash = createHash('sha256');
  let [bytes, lines] = [0, 0];
  try {
    const handle = await open(path);
    try {
      // The same room for all of a large file.
      const room = Buffer.alloc(CHUNK);
      for (;;) {
        const { bytesRead } = await handle.read(room, 0, CHUNK);
        if (bytesRead === 0) break;
        const chunk = room.subarray(0, bytesRead);
        hash.update(chunk);
        bytes += bytesRead;
        for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) lines++;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw Object.assign(error as Error, { path });
  }
  return bytes === 0 ? null : { bytes, sha256: hash.digest('hex'), lines };
}

export const hashOfBytes = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
