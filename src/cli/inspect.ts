import { writeFile } from 'node:fs/promises';
import { message } from '../catalogue/message.ts';
import { explainedRowsOf } from '../charts/whole/explained-rows.ts';
import { cardWords } from '../data/card-words.ts';
import { foreign, OrielError } from '../errors.ts';
import { readSource } from './files.ts';
import type { InspectCommand } from './inspect-args.ts';
import { inspectionReport } from './inspection-report.ts';
import { whileAlive } from './patience.ts';
import { inspectionLines } from './print-inspection.ts';
import type { Terminal } from './terminal.ts';
import { withModel } from './with-model.ts';

/** Runs `oriel inspect`. */
export const inspect = (command: InspectCommand, terminal: Terminal, stop: AbortSignal): Promise<void> =>
  withModel({
    choice: command,
    terminal,
    stop,
    read: async () => ({
      files: { table: await readSource(command.data) },
      against: command.against === null ? undefined : await readSource(command.against),
    }),
    async run(model, { against }, oriel) {
      const job = model.inspect({ ...command.options, against, backend: 'wasm', priority: 'person' });
      job.on('progress', ({ phase, done, total, milliseconds }) =>
        terminal.progress(
          message(`cli.inspect.doing.${phase}`, { done, total, seconds: Math.round(milliseconds / 100) / 10 }),
        ),
      );
      const inspection = await whileAlive(job.result, oriel);
      const { language, width } = terminal;
      const words = cardWords(model.facts.card, language.tag);
      if (command.out !== null) {
        const { rows } = job.status();
        const explained = rows && explainedRowsOf(model.facts.columns, rows);
        await written(command.out, inspectionReport(inspection, explained, { words, language }));
        terminal.say(message('cli.inspect.report.written', { file: command.out }));
        if (!command.json) return;
      }
      if (command.json) return terminal.printJson(inspection);
      return terminal.print(inspectionLines(inspection, { words, language, width }));
    },
  });

/** Throws `failure-output`. */
async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new OrielError('failure-output', { text: foreign(error) }, { cause: error });
  }
}
