import { message } from '../catalogue/message.ts';
import { explainedRowsOf } from '../charts/whole/explained-rows.ts';
import type { Card } from '../data/card.ts';
import type { Oriel, OrielModel } from '../library/index.ts';
import { wordsOf } from '../wording/value-words.ts';
import { answerQuestions } from './answer-questions.ts';
import { readCard, readModel, readSource, type Source, writeOutput } from './files.ts';
import type { InspectCommand } from './inspect-args.ts';
import { inspectionReport } from './inspection-report.ts';
import { whileAlive, withinTime } from './patience.ts';
import { inspectionLines } from './print-inspection.ts';
import type { Terminal } from './terminal.ts';
import { withModel } from './with-model.ts';

/** The model that it is compared with, and its card. */
interface Other {
  readonly model: Source;
  readonly beside: readonly Source[];
  readonly card: Card | undefined;
}

async function readOther({ againstModel, againstCard }: InspectCommand): Promise<Other | null> {
  if (againstModel === null) return null;
  const card = againstCard === null ? undefined : await readCard(againstCard);
  return { ...(await readModel(againstModel)), card };
}

/** Opened with the same table, as the first one is. */
async function openOther(
  oriel: Oriel,
  { model, beside, card, table }: Other & { readonly table: Source },
  { command, terminal }: { readonly command: InspectCommand; readonly terminal: Terminal },
): Promise<OrielModel> {
  const opened = oriel.open({ model, parts: beside, table }, { card, ask: 'none', ...command.opening });
  const found = await withinTime(opened, [model.name, table.name]);
  for (const notice of found.facts.notices) terminal.say(notice);
  answerQuestions(found.facts, terminal);
  return found;
}

/** Runs `oriel inspect`. */
export const inspect = (command: InspectCommand, terminal: Terminal, stop: AbortSignal): Promise<void> =>
  withModel({
    choice: command,
    terminal,
    stop,
    read: async () => ({
      files: { table: await readSource(command.data) },
      against: command.against === null ? undefined : await readSource(command.against),
      other: await readOther(command),
    }),
    async run(model, { files, against, other }, oriel) {
      const opened = other && (await openOther(oriel, { ...other, ...files }, { command, terminal }));
      const job = model.inspect({
        ...command.options,
        against,
        ...(opened && { againstModel: opened }),
        backend: 'wasm',
        priority: 'person',
      });
      job.on('progress', ({ phase, done, total, milliseconds }) =>
        terminal.progress(
          message(`cli.inspect.doing.${phase}`, { done, total, seconds: Math.round(milliseconds / 100) / 10 }),
        ),
      );
      const inspection = await whileAlive(job.result, oriel);
      const { language, width } = terminal;
      const words = wordsOf(model.facts.card, language);
      if (command.out !== null) {
        const { rows } = job.status();
        const explained = rows && explainedRowsOf(model.facts.columns, rows);
        await writeOutput(command.out, inspectionReport(inspection, explained, { words, language }));
        terminal.say(message('cli.inspect.report.written', { file: command.out }));
        if (!command.json) return;
      }
      if (command.json) return terminal.printJson(inspection);
      return terminal.print(inspectionLines(inspection, { words, language, width }));
    },
  });
