import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { isAsSealed, parseBundle } from '../bundle.ts';
import { type Bundle, files, type Part } from '../schema.ts';
import { checkLog, type Finding, hashesInLog } from './check-log.ts';
import { digestOf, hashOfBytes, linesOf } from './lines.ts';
import { reading } from './reading.ts';
import { isRunAsWritten } from './runs.ts';

export interface CheckedBundle {
  /** null where `bundle.json` itself is not as it was written: nothing else can be judged then. */
  readonly bundle: Bundle | null;
  readonly findings: readonly Finding[];
}

/**
 * Whether all files of a bundle are to the byte what was written. Throws `file-missing` where one
 * cannot be read.
 */
export const checkBundle = (folder: string): Promise<CheckedBundle> =>
  reading(join(folder, files.bundle), async () => {
    const findings: Finding[] = [];
    const bundle = await sealed(folder);
    if (!bundle)
      return { bundle, findings: [{ file: files.bundle, line: null, text: message('bundle.check.sealed') }] };
    for (const part of bundle.parts) {
      const digest = await digestOf(join(folder, part.file));
      if (!digest) findings.push({ file: part.file, line: null, text: message('bundle.check.missing') });
      else if (digest.sha256 !== part.sha256) findings.push(await changed(folder, bundle, part));
    }
    findings.push(...(await changedRuns(folder)), ...(await others(folder, bundle)));
    return { bundle, findings };
  });

async function sealed(folder: string): Promise<Bundle | null> {
  const path = join(folder, files.bundle);
  const text = await readFile(path, 'utf8');
  try {
    const bundle = parseBundle(text, path);
    return (await isAsSealed(text)) ? bundle : null;
  } catch (error) {
    if (error instanceof OrielError) return null;
    throw error;
  }
}

/** Where a file was changed, as far as the log tells. */
async function changed(folder: string, { parts }: Bundle, part: Part): Promise<Finding> {
  const { file } = part;
  const at = (line: number | null): Finding => ({ file, line, text: message('bundle.check.changed') });
  const path = join(folder, file);
  if (file === files.log) {
    const { wrong } = await checkLog(path);
    return wrong ? { file, ...wrong } : at(null);
  }
  if (!part.rows) return at(null);
  const hashes = await hashesInLog(join(folder, files.log));
  let next = 0;
  for (const before of parts.slice(0, parts.indexOf(part))) if (before.rows) next += before.lines ?? 0;
  const end = next + (part.lines ?? 0);
  let line = 0;
  for await (const { bytes, isWhole } of linesOf(path)) {
    line++;
    if (next === end || !isWhole || hashOfBytes(bytes) !== hashes[next++]) return at(line);
  }
  return next < end ? at(line + 1) : at(null);
}

/** The times, which no hash of the bundle is of: each line has its own. */
async function changedRuns(folder: string): Promise<Finding[]> {
  let line = 0;
  for await (const { bytes, isWhole } of linesOf(join(folder, files.runs))) {
    line++;
    if (!isWhole || !isRunAsWritten(bytes.toString('utf8')))
      return [{ file: files.runs, line, text: message('bundle.check.changed') }];
  }
  return line === 0 ? [{ file: files.runs, line: null, text: message('bundle.check.missing') }] : [];
}

/** Files beside the records that the bundle does not name. */
async function others(folder: string, { parts }: Bundle): Promise<Finding[]> {
  const names = await readdir(join(folder, 'records')).catch(() => []);
  const known = new Set(parts.map(({ file }) => file));
  return names
    .map((name) => `records/${name}`)
    .filter((file) => !known.has(file))
    .map((file) => ({ file, line: null, text: message('bundle.check.unknown') }));
}
