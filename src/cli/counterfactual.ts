import { message } from '../catalogue/message.ts';
import { cardWords } from '../data/card-words.ts';
import { OrielError } from '../errors.ts';
import { type ChangeTarget, createOriel, type Study } from '../library/index.ts';
import { answerQuestions } from './answer-questions.ts';
import { type CounterfactualCommand, readRange } from './counterfactual-args.ts';
import { readCard, readModel, readSource } from './files.ts';
import { whileAlive, withinTime } from './patience.ts';
import { counterfactualLines } from './print-counterfactual.ts';
import type { Terminal } from './terminal.ts';

/** Runs `oriel counterfactual`. */
export async function counterfactual(
  command: CounterfactualCommand,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<void> {
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
    const to = targetOf(command.to, facts, terminal.language.tag);
    // A limit of time is for the search: it counts once the model is loaded and has answered.
    await whileAlive(opened.predict([command.row]), oriel);
    const job = opened.counterfactual(command.row, {
      ...command.limits,
      ...(to && { to }),
      ...(command.count !== null && { count: command.count }),
      ...(command.milliseconds !== null && { milliseconds: command.milliseconds }),
      seed: command.seed,
      backend: 'wasm',
    });
    job.on('progress', ({ estimate, milliseconds }) =>
      terminal.progress(
        message('cli.change.progress', {
          found: estimate?.ways.length ?? 0,
          seconds: Math.round(milliseconds / 100) / 10,
        }),
      ),
    );
    const record = await whileAlive(job.result, oriel);
    if (command.json) await terminal.printJson(record);
    else
      await terminal.print(
        counterfactualLines(record, cardWords(facts.card, terminal.language.tag), terminal.language),
      );
  } finally {
    await oriel.close();
  }
}

/** A class by its name, also in the card's words, or a range. Throws `usage-unknown`. */
function targetOf(text: string | null, { outputs, card }: Study, tag: string): ChangeTarget | null {
  if (text === null) return null;
  const words = cardWords(card, tag);
  const classes = card.task === 'regression' ? [] : [...(card.classes ?? []), ...outputs];
  const named = classes.find((name) => name === text) ?? classes.find((name) => words.class(name) === text);
  if (named !== undefined) return { class: named };
  const range = readRange(text);
  if (range) return range;
  if (classes.length > 0) return { class: text };
  throw new OrielError('usage-unknown', { text: message('cli.change.notRange', { name: 'to', value: text }) });
}
