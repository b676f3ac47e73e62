import { message } from '../catalogue/message.ts';
import { readRecords } from '../records/read-records.ts';
import type { RecordCommand } from './args.ts';
import { readSource } from './files.ts';
import { table } from './print-record.ts';
import type { Terminal } from './terminal.ts';

/** Draws saved records from what they say: nothing is computed anew, and no model is needed. */
export async function printSaved({ file, json }: RecordCommand, terminal: Terminal): Promise<void> {
  const source = await readSource(file);
  const text = new TextDecoder().decode('data' in source ? (source.data as ArrayBuffer) : undefined);
  const { language, width } = terminal;
  for (const { record, changed } of await readRecords(text)) {
    terminal.say(message('cli.fromFile', { file: source.name, made: record.created }));
    if (changed) terminal.say(message('record.changed'));
    await (json ? terminal.printJson(record) : terminal.print(table(record, { width, language })));
  }
}
