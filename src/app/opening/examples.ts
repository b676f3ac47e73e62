import { type Card, parseCard } from '../../data/card.ts';
import { type Example, parseExamples } from '../../data/example-list.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { OpenedTable, Study } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { Photo } from '../state.ts';

const addressOf = (path: string): string => new URL(`examples/${path}`, document.baseURI).href;

async function json(path: string): Promise<unknown> {
  const file = `examples/${path}`;
  const response = await fetch(addressOf(path)).catch((error: unknown) => {
    throw new OrielError('file-missing', { file, text: foreign(error) });
  });
  if (!response.ok) throw new OrielError('file-missing', { file, text: String(response.status) });
  return response.json().catch((error: unknown) => {
    throw new OrielError('file-missing', { file, text: foreign(error) });
  });
}

/** The shipped examples in the order they are offered. */
export const loadExamples = async (): Promise<readonly Example[]> => parseExamples(await json('index.json'));

const loadCard = async (path: string): Promise<Card> => parseCard(await json(path), path);

/** Opens the table of an example; null where it has none. */
export const openExampleTable = (session: Pick<Session, 'openTable'>, example: Example): Promise<OpenedTable> | null =>
  example.kind === 'tabular'
    ? session.openTable({ name: example.data, url: addressOf(`${example.id}/${example.data}`) })
    : null;

/** Opens one model of an example. */
export async function openExample(
  session: Pick<Session, 'open' | 'openModel' | 'openTable' | 'openVocabulary' | 'release'>,
  example: Example,
  file: string,
): Promise<{ study: Study; photos: readonly Photo[] }> {
  const model = example.models.find((choice) => choice.file === file) ?? example.models[0];
  const source = (name: string) => ({ name, url: addressOf(`${example.id}/${name}`) });
  // A model of text names its vocabulary in its card.
  const reading = loadCard(`${example.id}/${model.card}`);
  const [card, opened, table, vocabulary] = await Promise.all([
    reading,
    session.openModel(source(model.file)),
    openExampleTable(session, example),
    reading.then(({ tokenizer }) =>
      tokenizer?.files?.[0] ? session.openVocabulary(source(tokenizer.files[0])) : null,
    ),
  ]);
  const choice = {
    model: opened,
    card,
    ...(table && { table }),
    ...(vocabulary && { vocabulary }),
  };
  const files = [opened, table, vocabulary].filter((each) => each !== null);
  // A study holds what it needs of its files, and another model of the example reads them anew.
  const { facts: study } = await session.open(choice).finally(() => session.release(files));
  const names = example.kind === 'image' ? example.photos : [];
  const photos = names.map((name) => ({
    name: name.replace(/^.*\//, ''),
    url: addressOf(`${example.id}/${name}`),
    data: null,
    opened: null,
  }));
  return { study, photos };
}
