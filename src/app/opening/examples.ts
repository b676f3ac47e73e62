import { type Card, parseCard } from '../../data/card.ts';
import { type Example, parseExamples } from '../../data/example-list.ts';
import type { EngineApi, Study } from '../../engine/protocol.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { Photo } from '../state.ts';
import { release } from './stage.ts';

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

/** Opens one model of an example. */
export async function openExample(
  engine: EngineApi,
  example: Example,
  file: string,
): Promise<{ study: Study; photos: readonly Photo[] }> {
  const model = example.models.find((choice) => choice.file === file) ?? example.models[0];
  const source = (name: string) => ({ name, url: addressOf(`${example.id}/${name}`) });
  // A model of text names its vocabulary in its card.
  const reading = loadCard(`${example.id}/${model.card}`);
  const [card, opened, table, vocabulary] = await Promise.all([
    reading,
    engine.openModel(source(model.file)),
    example.kind === 'tabular' ? engine.openTable(source(example.data)) : null,
    reading.then(({ tokenizer }) => (tokenizer?.files?.[0] ? engine.openVocabulary(source(tokenizer.files[0])) : null)),
  ]);
  const choice = {
    model: opened.handle,
    card,
    ...(table && { table: table.handle }),
    ...(vocabulary && { vocabulary: vocabulary.handle }),
  };
  const files = [opened, table, vocabulary].flatMap((each) => each?.handle ?? []);
  // A study holds what it needs of its files, and another model of the example reads them anew.
  const study = await engine.study(choice).finally(() => release(engine, files));
  const names = example.kind === 'image' ? example.photos : [];
  const photos = names.map((name) => ({
    name: name.replace(/^.*\//, ''),
    url: addressOf(`${example.id}/${name}`),
    data: null,
    handle: null,
  }));
  return { study, photos };
}
