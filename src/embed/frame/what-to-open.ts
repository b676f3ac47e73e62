import { message } from '../../catalogue/message.ts';
import { parseCard } from '../../data/card.ts';
import { type Example, parseExamples } from '../../data/example-list.ts';
import { foreign, OrielError } from '../../errors.ts';
import { recogniseFile } from '../../files/recognise-file.ts';
import { type GivenFile, readGiven } from '../../library/given-files.ts';
import type { OpenOptions } from '../../library/options.ts';
import { readRecords, type SavedRecord } from '../../records/read-records.ts';
import type { Request } from '../protocol.ts';

/** What a host asks to have opened. */
export interface ToOpen {
  /** The model with what belongs to it; empty where there are records alone. */
  readonly files: readonly GivenFile[];
  readonly options: OpenOptions;
  /** Explanations that were made before. */
  readonly records: readonly SavedRecord[];
}

type Asked = Omit<Extract<Request, { type: 'open' }>, 'oriel' | 'id' | 'type'>;
type File_ = Exclude<Asked['model'], string>[number];

/** An example's name, or of one of its models: `credit`, `credit/mlp.onnx`. */
const EXAMPLE = /^([a-z0-9-]+)(?:\/([\w.-]+))?$/;
const RECORDS = /\.(json|jsonl|ndjson)$/i;

const given = ({ name, bytes }: File_): File => new File([bytes], name);

/**
 * Finds what a model's name, address or files stand for; addresses are relative to `base`, on whose
 * site they must be. Throws `request-invalid` for others, and what reading them throws.
 */
export async function whatToOpen(asked: Asked, base: string): Promise<ToOpen> {
  const { model, data, card } = asked;
  const table = data === undefined ? [] : [typeof data === 'string' ? addressIn(data, base) : given(data)];
  const options: OpenOptions = card === undefined ? {} : { card: parseCard(card, 'card') };
  if (typeof model !== 'string') return sorted(model.map(given), table, options);
  const example = await exampleNamed(model, base);
  if (!example) {
    const url = addressIn(model, base);
    if (!RECORDS.test(url.pathname)) return { files: [url, ...table], options, records: [] };
    const { file } = await readGiven(url);
    const records = await recordsIn(file);
    return records ? { files: [], options, records } : { files: [url, ...table], options, records: [] };
  }
  const at = (name: string) => new URL(`examples/${example.id}/${name}`, base);
  const own = example.kind === 'tabular' && table.length === 0 ? [at(example.data)] : table;
  return {
    files: [at(example.model.file), ...own],
    options: { card: at(example.model.card), ...options },
    records: [],
  };
}

/** Of the host's files, those that hold records, and the others. */
async function sorted(files: readonly File[], table: readonly GivenFile[], options: OpenOptions): Promise<ToOpen> {
  const found = await Promise.all(files.map((file) => (RECORDS.test(file.name) ? recordsIn(file) : null)));
  const others = files.filter((_, at) => found[at] === null);
  return {
    files: others.length > 0 ? [...others, ...table] : [],
    options,
    records: found.flatMap((each) => each ?? []),
  };
}

/** null where a file holds something else. Throws `record-invalid`. */
const recordsIn = async (file: File): Promise<SavedRecord[] | null> =>
  (await recogniseFile(file)) === 'record' ? readRecords(await file.text()) : null;

/** An address on the frame's own site. Throws `request-invalid`. */
function addressIn(text: string, base: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  const { origin, protocol } = new URL(base);
  if (url?.origin === origin && url.protocol === protocol) return url;
  throw new OrielError('request-invalid', { text: message('widget.frame.otherSite', { address: text, origin }) });
}

type Found = Example & { readonly model: Example['models'][number] };

/** The example that a name stands for; null where it is an address. */
async function exampleNamed(name: string, base: string): Promise<Found | null> {
  const [, id, file] = EXAMPLE.exec(name) ?? [];
  if (id === undefined) return null;
  const url = new URL('examples/index.json', base);
  const list = await readGiven(url).then(({ file: index }) => index.text());
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
