import { message } from '../catalogue/message.ts';
import { cardWords } from '../data/card-words.ts';
import { targetOf } from './counterfactual.ts';
import { readVocabulary } from './explain.ts';
import { readSource } from './files.ts';
import type { PartsCommand } from './parts-args.ts';
import { whileAlive } from './patience.ts';
import { partsLines } from './print-parts.ts';
import type { Terminal } from './terminal.ts';
import { withModel } from './with-model.ts';

/** Runs `oriel counterfactual` of a text or a picture. */
export const parts = (command: PartsCommand, terminal: Terminal, stop: AbortSignal): Promise<void> =>
  withModel({
    choice: command,
    terminal,
    stop,
    read: async (card) => {
      const { source } = command;
      if (source.kind === 'image') return { files: {}, input: await readSource(source.file) };
      const { vocabulary } = source;
      const file = await readVocabulary({ vocabulary, card: command.card }, card);
      return { files: { vocabulary: file }, input: { text: source.text } };
    },
    async run(model, { input }, oriel) {
      const { facts } = model;
      const to = targetOf(command.to, facts, terminal.language.tag);
      // A limit of time is for the search: it counts once the model is loaded and has answered.
      await whileAlive(model.predict([input]), oriel);
      const job = model.counterfactual(input, { ...command.options, ...(to && { to }) });
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
      return terminal.print(partsLines(record, cardWords(facts.card, terminal.language.tag), terminal.language));
    },
  });
