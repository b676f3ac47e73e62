import { message } from '../catalogue/message.ts';
import { cardWords } from '../data/card-words.ts';
import { readSource } from './files.ts';
import type { InspectCommand } from './inspect-args.ts';
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
    read: async () => ({ files: { table: await readSource(command.data) } }),
    async run(model, _, oriel) {
      const job = model.inspect({ ...command.options, backend: 'wasm', priority: 'person' });
      job.on('progress', ({ phase, done, total, milliseconds }) =>
        terminal.progress(
          message(`cli.inspect.doing.${phase}`, { done, total, seconds: Math.round(milliseconds / 100) / 10 }),
        ),
      );
      const inspection = await whileAlive(job.result, oriel);
      if (command.json) return terminal.printJson(inspection);
      const { language, width } = terminal;
      const words = cardWords(model.facts.card, language.tag);
      return terminal.print(inspectionLines(inspection, { words, language, width }));
    },
  });
