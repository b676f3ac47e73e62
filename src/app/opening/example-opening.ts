import { type Message, message } from '../../catalogue/message.ts';
import { nameIn } from '../../data/card-words.ts';
import { openExample } from './examples.ts';
import type { Showing, Stage, Tools } from './stage.ts';
import { type Start, startTopic } from './start.ts';
import type { Turns } from './turns.ts';

/** What to open: an example and a model of it by their names, the first ones by default. */
interface Wish extends Showing {
  readonly example?: string;
  readonly model?: string;
  readonly start?: Start;
  /** What else there is to say about it. */
  readonly notices?: readonly Message[];
}

/** Opens shipped examples. */
export function createExampleOpening({ store, session }: Tools, turns: Turns, stage: Stage) {
  return async function open({ example: id, model, start = {}, notices: said = [], ...showing }: Wish): Promise<void> {
    const { examples } = store.get();
    const example = examples.find((choice) => choice.id === id) ?? examples[0];
    const found = id === undefined || example.id === id;
    const known = example.models.find((choice) => choice.file === model);
    const { file } = known ?? example.models[0];
    const notices = [...said];
    if (!found) notices.push(message('page.notices.example', { name: id }));
    else if (id !== undefined && model !== undefined && !known)
      notices.push(message('page.notices.model', { name: model }));
    await turns.run([nameIn(example.name, store.get().language.tag)], async (fresh) => {
      const { study, photos } = await openExample(session, example, file);
      const origin = { kind: 'example', example: example.id, model: file } as const;
      const opened = { origin, title: example.name, study, photos };
      const firstText = store.get().language.say('page.text.first');
      const started = await startTopic(session, opened, found ? start : {}, firstText);
      if (fresh()) stage.show(started.topic, [...notices, ...started.notices], showing);
      else session.release([study]);
    });
  };
}
