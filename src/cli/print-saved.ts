import { message } from '../catalogue/message.ts';
import { readRecords, type SavedRecord } from '../records/read-records.ts';
import type { Explanation } from '../records/record.ts';
import type { RecordCommand } from './explain-args.ts';
import { readSource } from './files.ts';
import { csvWriter } from './print-csv.ts';
import { formWriter } from './print-form.ts';
import { table } from './print-record.ts';
import type { Terminal } from './terminal.ts';

/** Writes saved records from what they say: nothing is computed anew, and no model is needed. */
export async function printSaved(command: RecordCommand, terminal: Terminal): Promise<void> {
  const source = await readSource(command.file);
  const text = new TextDecoder().decode(source.data);
  const saved = await readRecords(text);
  sayWhence(saved, source.name, terminal);
  const records = saved.map(({ record }) => record);
  const { language, width } = terminal;
  if (command.csv) return printCsv(records, terminal);
  if (command.as !== null) return formWriter(command.as, terminal)(records);
  for (const record of records)
    await (command.json ? terminal.printJson(record) : terminal.print(table(record, { width, language })));
}

/** Says when the records were made, and which of them were changed since. */
function sayWhence(saved: readonly SavedRecord[], file: string, terminal: Terminal): void {
  const made = saved.map(({ record }) => record.created).sort();
  const [first, last] = [made[0], made[made.length - 1]];
  terminal.say(
    saved.length === 1
      ? message('cli.fromFile', { file, made: first })
      : message('cli.fromFileMany', { count: saved.length, file, first, last }),
  );
  for (const [at, { changed }] of saved.entries()) {
    if (!changed) continue;
    const text = message('record.changed');
    terminal.say(saved.length === 1 ? text : message('cli.changedOf', { number: at + 1, text }));
  }
}

/** The records of a file may be of several models: there is a column for all that any one has. */
async function printCsv(records: readonly Explanation[], terminal: Terminal): Promise<void> {
  const outputs = [...new Set(records.flatMap((record) => record.outputs))];
  await terminal.print(await csvWriter(outputs)(records));
}
