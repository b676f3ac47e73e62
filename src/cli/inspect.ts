import { message } from '../catalogue/message.ts';
import { cardWords } from '../data/card-words.ts';
import { createOriel } from '../library/index.ts';
import { answerQuestions } from './answer-questions.ts';
import { readCard, readModel, readSource } from './files.ts';
import type { InspectCommand } from './inspect-args.ts';
import { whileAlive, withinTime } from './patience.ts';
import { inspectionLines } from './print-inspection.ts';
import type { Terminal } from './terminal.ts';

/** Runs `oriel inspect`. */
export async function inspect(command: InspectCommand, terminal: Terminal, stop: AbortSignal): Promise<void> {
  terminal.doing(message('cli.doing.opening'));
  const card = command.card === null ? undefined : await readCard(command.card);
  const { model, beside } = await readModel(command.model);
  const table = await readSource(command.data);
  const oriel = await createOriel({ keep: 'none', ...(command.workers !== null && { workers: command.workers }) });
  stop.addEventListener('abort', () => void oriel.close());
  try {
    stop.throwIfAborted();
    terminal.doing(message('cli.doing.reading'));
    const opening = oriel.open({ model, parts: beside, table }, { card, ask: 'none', ...command.opening });
    const opened = await withinTime(opening, [model.name, table.name]);
    const { facts } = opened;
    for (const notice of facts.notices) terminal.say(notice);
    answerQuestions(facts, terminal);
    terminal.doing(message('cli.doing.preparing'));
    const job = opened.inspect({ ...command.options, backend: 'wasm', priority: 'person' });
    job.on('progress', ({ phase, done, total, milliseconds }) =>
      terminal.progress(
        message(`cli.inspect.doing.${phase}`, { done, total, seconds: Math.round(milliseconds / 100) / 10 }),
      ),
    );
    const inspection = await whileAlive(job.result, oriel);
    if (command.json) await terminal.printJson(inspection);
    else {
      const words = cardWords(facts.card, terminal.language.tag);
      await terminal.print(inspectionLines(inspection, { words, language: terminal.language, width: terminal.width }));
    }
  } finally {
    await oriel.close();
  }
}
