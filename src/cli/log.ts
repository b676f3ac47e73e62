import { stat } from 'node:fs/promises';
import { checkLog } from '../audit/check-log.ts';
import { reading } from '../bundle/folder/reading.ts';
import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { LogEntry } from '../store/log.ts';
import { fileOnDisk } from './folder-files.ts';
import type { LogCommand } from './log-args.ts';
import { addToLog } from './log-file.ts';
import type { Terminal } from './terminal.ts';

/** Runs `oriel log`: adds a note or a decision, or lists what there is, the newest first. */
export async function log({ path, add, json }: LogCommand, terminal: Terminal): Promise<void> {
  const written = add ? await added(path, add) : await entriesOf(path);
  if (json) for (const entry of written) await terminal.printJson(entry);
  else if (add) for (const { n } of written) terminal.say(message('cli.log.added', { n }));
  else await terminal.print([...written].reverse().map((entry) => lineOf(entry, terminal)));
}

async function added(path: string, { record, ...note }: NonNullable<LogCommand['add']>) {
  if (record === null) return addToLog(path, [note]);
  const entries = await entriesOf(path);
  const about = entries.findLast((entry) => entry.record === record && entry.recordSha256 !== undefined);
  if (about?.recordSha256 === undefined) throw new OrielError('log-record', { file: path, record });
  return addToLog(path, [{ ...note, record: { record, recordSha256: about.recordSha256 } }]);
}

/** All entries of a log. Throws `file-missing`, and `log-damaged` where one is not as written. */
export async function entriesOf(path: string): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  await reading(path, async () => {
    await stat(path);
    const { wrong } = await checkLog(fileOnDisk(path).chunks(), ({ entry }) => entries.push(entry));
    if (wrong) throw new OrielError('log-damaged', { file: path, line: wrong.line });
  });
  return entries;
}

function lineOf({ n, time, kind, record, text }: LogEntry, { language }: Terminal): string {
  const said = language.say('cli.log.kind', { kind });
  return [String(n), time, said, ...(record === undefined ? [] : [record]), ...(text === undefined ? [] : [text])].join(
    '  ',
  );
}
