import { message } from '../catalogue/message.ts';
import { cardWords } from '../data/card-words.ts';
import { OrielError } from '../errors.ts';
import type { ChangeTarget, Study } from '../library/index.ts';
import { aboutAnswer } from './about-answer.ts';
import { type CounterfactualCommand, readRange } from './counterfactual-args.ts';
import { readSource } from './files.ts';
import { whileAlive } from './patience.ts';
import { counterfactualLines } from './print-counterfactual.ts';
import type { Terminal } from './terminal.ts';
import { withModel } from './with-model.ts';

/** Runs `oriel counterfactual`. */
export const counterfactual = (command: CounterfactualCommand, terminal: Terminal, stop: AbortSignal): Promise<void> =>
  withModel({
    choice: command,
    terminal,
    stop,
    read: async () => ({ files: { table: await readSource(command.data) } }),
    async run(model, _, oriel) {
      const { facts } = model;
      const to = targetOf(command.to, facts, terminal.language.tag);
      // A limit of time is for the search: it counts once the model is loaded and has answered.
      await whileAlive(model.predict([command.row]), oriel);
      if (command.rule !== null || command.examples !== null)
        return aboutAnswer({ command, model, oriel, terminal, to });
      const job = model.counterfactual(command.row, {
        ...command.limits,
        ...(to && { to }),
        ...(command.count !== null && { count: command.count }),
        ...(command.tipping && { tipping: true }),
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
      if (command.json) return terminal.printJson(record);
      return terminal.print(counterfactualLines(record, facts.card, terminal.language));
    },
  });

/** A class by its name, also in the card's words, or a range. Throws `usage-unknown`. */
export function targetOf(text: string | null, { outputs, card }: Study, tag: string): ChangeTarget | null {
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
