import { type Card, parseCard } from '../../data/card.ts';
import { type Example, parseExamples } from '../../data/example-list.ts';
import { foreign, loaded, OrielError } from '../../errors.ts';
import { recogniseFile } from '../../files/recognise-file.ts';
import { type GivenFile, type ReadFile, readGiven } from '../../library/given-files.ts';
import type { OpenOptions } from '../../library/options.ts';
import type { Request } from '../protocol.ts';
import type { Kept } from './kept.ts';
import { addressIn } from './own-site.ts';

/** What a host asks to have opened. */
export interface ToOpen {
  /** The model with what belongs to it; empty where there is none to compute with. */
  readonly files: readonly GivenFile[];
  readonly options: OpenOptions;
  /** Explanations that were made before; null where there are none. */
  readonly kept: Kept | null;
}

type Asked = Omit<Extract<Request, { type: 'open' }>, 'oriel' | 'id' | 'type'>;

/** An example's name, or of one of its models: `credit`, `credit/mlp.onnx`. */
const EXAMPLE = /^([a-z0-9-]+)(?:\/([\w.-]+))?$/;
/** What may hold explanations that were made before. */
const JSON_FILE = /\.(json|jsonl|ndjson)$/i;
const BUNDLE = /"schema"\s*:\s*"oriel\.bundle\/\d+"/;

/**
 * Finds what a model's name, addresses or files stand for, and those of its data; addresses are
 * relative to `base`, on whose site they must be. Throws `request-invalid` for others, and what
 * reading them throws.
 */
export async function whatToOpen({ model, data, card }: Asked, base: string): Promise<ToOpen> {
  const [first = '', ...others] = typeof model === 'string' ? addresses(model) : [];
  const example = await exampleNamed(first, base);
  const asked = await toldApart(example ? others.join(' ') : model, base);
  const besides = await toldApart(data, base);
  const at = (name: string) => new URL(`examples/${example?.id}/${name}`, base);
  const given = card === undefined ? (example ? at(example.model.card) : undefined) : parseCard(card, 'card');
  const kept = await keptIn([...asked, ...besides], given);
  // Where there is nothing kept, whoever opens the model tells its files apart.
  const live = (told: readonly Told[]): GivenFile[] =>
    told.filter(({ kind }) => kind === null || !kept).map(({ given }) => given);
  const [files, table] = [live(asked), live(besides)];
  if (example) {
    files.unshift(at(example.model.file));
    if (example.kind === 'tabular' && table.length === 0) table.push(at(example.data));
  }
  const used = given ?? kept?.card;
  return { files: files.length > 0 ? [...files, ...table] : [], options: used ? { card: used } : {}, kept };
}

/** Addresses in an attribute are kept apart by spaces, of which they have none. */
const addresses = (text: string): string[] => text.split(/\s+/).filter((one) => one !== '');

/** A file that was given, and what of others than models and tables it is. */
interface Told {
  readonly given: File | URL;
  readonly kind: 'record' | 'bundle' | 'card' | null;
  /** null where its name says that it is none of these. */
  readonly read: ReadFile | null;
}

async function toldApart(asked: Asked['model'] | Asked['data'], base: string): Promise<Told[]> {
  const given =
    typeof asked === 'string' ? addresses(asked).map((address) => addressIn(address, base)) : [asked ?? []].flat();
  return Promise.all(given.map(tell));
}

async function tell(given: File | URL): Promise<Told> {
  if (!JSON_FILE.test(given instanceof URL ? given.pathname : given.name)) return { given, kind: null, read: null };
  const read = await readGiven(given);
  const found = await recogniseFile(read.file);
  if (found !== 'card') return { given, kind: found === 'record' ? found : null, read };
  return { given, kind: BUNDLE.test(await read.file.text()) ? 'bundle' : 'card', read };
}

/** What was made before, with the card that tells of its model; null where nothing was. */
async function keptIn(told: readonly Told[], given: Card | URL | undefined): Promise<Kept | null> {
  const of = (wanted: Told['kind']): ReadFile[] =>
    told.flatMap(({ kind, read }) => (kind === wanted && read ? [read] : []));
  const [records, bundles, [besides]] = [of('record'), of('bundle'), of('card')];
  if (records.length + bundles.length === 0) return null;
  const { joined, keptRecords, keptBundle } = await loaded(import('./kept-files.ts'));
  const file = given instanceof URL ? (await readGiven(given)).file : besides?.file;
  const card =
    given instanceof URL || !given ? file && parseCard(parsed(await file.text(), file.name), file.name) : given;
  return joined([
    ...(await Promise.all(bundles.map(keptBundle))),
    ...(records.length > 0 ? [await keptRecords(records, card ?? null)] : []),
  ]);
}

type Found = Example & { readonly model: Example['models'][number] };

/** The example that a name stands for; null where it is an address. */
async function exampleNamed(name: string, base: string): Promise<Found | null> {
  const [, id, file] = EXAMPLE.exec(name) ?? [];
  if (id === undefined) return null;
  const url = new URL('examples/index.json', base);
  const list = await readGiven(url).then(
    ({ file: index }) => index.text(),
    () => null, // a site need not have examples
  );
  if (list === null) return null;
  const example = parseExamples(parsed(list, url.pathname)).find((one) => one.id === id);
  const model = example?.models.find((one) => file === undefined || one.file === file);
  return example && model ? { ...example, model } : null;
}

function parsed(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new OrielError('card-invalid', { file, text: foreign(error) });
  }
}
