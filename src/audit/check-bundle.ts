import { isAsSealed, parseBundle } from '../bundle/bundle.ts';
import type { Finding } from '../bundle/finding.ts';
import { linesIn } from '../bundle/lines.ts';
import { isRunAsWritten } from '../bundle/run.ts';
import { type Bundle, files, type Part } from '../bundle/schema.ts';
import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import { checkLog, hashesInLog } from './check-log.ts';
import { type AuditFile, type AuditFiles, exactText } from './files.ts';

export interface CheckedBundle {
  /** null where `bundle.json` itself is not as it was written: nothing else can be judged then. */
  readonly bundle: Bundle | null;
  readonly findings: readonly Finding[];
}

/** Whether all files of a bundle are to the byte what was written. */
export async function checkBundle(all: AuditFiles): Promise<CheckedBundle> {
  const findings: Finding[] = [];
  const bundle = await sealed(await all.file(files.bundle));
  if (!bundle) return { bundle, findings: [{ file: files.bundle, line: null, text: message('audit.sealed') }] };
  for (const part of bundle.parts) {
    const file = await all.file(part.file);
    if (!file) findings.push({ file: part.file, line: null, text: message('audit.missing') });
    else if ((await file.sha256()) !== part.sha256) findings.push(await changed(all, file, { bundle, part }));
  }
  findings.push(...(await changedRuns(await all.file(files.runs))), ...(await others(all, bundle)));
  return { bundle, findings };
}

async function sealed(file: AuditFile | null): Promise<Bundle | null> {
  const text = file && exactText(await allBytes(file));
  if (text === null) return null;
  try {
    const bundle = parseBundle(text, files.bundle);
    return (await isAsSealed(text)) ? bundle : null;
  } catch (error) {
    if (error instanceof OrielError) return null;
    throw error;
  }
}

async function allBytes(file: AuditFile): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of file.chunks()) parts.push(chunk as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Where a file was changed, as far as the log tells. */
async function changed(
  all: AuditFiles,
  own: AuditFile,
  { bundle: { parts }, part }: { readonly bundle: Bundle; readonly part: Part },
): Promise<Finding> {
  const { file } = part;
  const at = (line: number | null): Finding => ({ file, line, text: message('audit.changed') });
  if (file === files.log) {
    const { wrong } = await checkLog(own.chunks());
    return wrong ? { file, ...wrong } : at(null);
  }
  const log = part.rows ? await all.file(files.log) : null;
  if (!log) return at(null);
  const hashes = await hashesInLog(log.chunks());
  let next = 0;
  for (const before of parts.slice(0, parts.indexOf(part))) if (before.rows) next += before.lines ?? 0;
  const end = next + (part.lines ?? 0);
  let line = 0;
  for await (const { bytes, isWhole } of linesIn(own.chunks())) {
    line++;
    if (next === end || !isWhole || (await sha256(bytes)) !== hashes[next++]) return at(line);
  }
  return next < end ? at(line + 1) : at(null);
}

/** The times, which no hash of the bundle is of: each line has its own. */
async function changedRuns(runs: AuditFile | null): Promise<Finding[]> {
  let line = 0;
  if (runs)
    for await (const { bytes, isWhole } of linesIn(runs.chunks())) {
      line++;
      const text = isWhole ? exactText(bytes) : null;
      if (text === null || !(await isRunAsWritten(text)))
        return [{ file: files.runs, line, text: message('audit.changed') }];
    }
  return line === 0 ? [{ file: files.runs, line: null, text: message('audit.missing') }] : [];
}

/** Files beside the records that the bundle does not name. */
async function others(all: AuditFiles, { parts }: Bundle): Promise<Finding[]> {
  const known = new Set(parts.map(({ file }) => file));
  return (await all.recordNames())
    .filter((file) => !known.has(file))
    .map((file) => ({ file, line: null, text: message('audit.unknown') }));
}
