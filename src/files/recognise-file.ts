import { tableKind } from '../data/tables/table-kind.ts';
import { looksLikeVocabulary } from '../data/text/vocabulary-head.ts';
import { MEGABYTE } from '../limits.ts';
import { END_BYTES, type ForeignKind, foreignKind } from '../models/foreign/foreign-file.ts';
import { zipNames } from '../models/foreign/zip-names.ts';
import { beginsTfjs } from '../models/tfjs/pack.ts';
import { boosterFormat } from '../models/trees/booster-format.ts';
import { looksLikeRecord } from '../records/read-records.ts';

export type FileKind = 'model' | 'part' | 'table' | 'photo' | 'vocabulary' | 'card' | 'record';

/** What a file is: of a kind that the page opens, or of one that others make; null for neither. */
export type Recognised = FileKind | { readonly foreign: ForeignKind } | null;

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/\.(onnx|zip)$/i, 'model'],
  [/(\.bin|shard\d+of\d+)$/i, 'part'],
  [/\.(csv|tsv|txt|xlsx|xlsm|parquet)$/i, 'table'],
  [/\.(jpe?g|png)$/i, 'photo'],
  [/\.json$/i, 'card'],
];

/** What a file is, by its name alone. */
export const kindOf = (name: string): FileKind | null => kinds.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** What a file is: by its bytes, and by its name where several kinds look the same. */
export async function recogniseFile(file: File): Promise<Recognised> {
  const named = kindOf(file.name);
  if (named === 'photo' || named === 'part') return named;
  const [head, tail] = await Promise.all(
    [file.slice(0, END_BYTES), file.slice(-END_BYTES)].map(async (part) => new Uint8Array(await part.arrayBuffer())),
  );
  if (boosterFormat(head) || beginsTfjs(head)) return 'model';
  const table = tableKind(head);
  if (table === 'parquet') return 'table';
  const foreign = await foreignKind({ name: file.name, head, tail });
  if (foreign) return { foreign };
  if (table === 'zip') return inZip(zipNames(tail), file.name);
  if (
    /\.(json|txt)$/i.test(file.name) &&
    looksLikeVocabulary(file.name, new TextDecoder().decode(head.subarray(0, 256)))
  )
    return 'vocabulary';
  if (/\.(json|jsonl|ndjson)$/i.test(file.name) && (await isRecord(file))) return 'record';
  // A card says what it is of; whatever else is in the format is no card.
  if (named === 'card') return looksLikeCard(head) ? 'card' : null;
  if (named) return named;
  // A model's name ends as it likes; ONNX begins with the version of its format.
  return /\.(ubj|model)$/i.test(file.name) || (head[0] === 8 && head[1] >= 3) ? 'model' : null;
}

/** What a zip is by the names in it; where its directory cannot be read, by its own. */
function inZip(names: readonly string[], name: string): Recognised {
  if (names.some((each) => each.endsWith('xl/workbook.xml'))) return 'table';
  if (names.some((each) => /(^|\/)model\.json$|\.onnx$/i.test(each))) return 'model';
  if (names.length > 0) return null;
  return /\.zip$/i.test(name) ? 'model' : /\.xls[xm]$/i.test(name) ? 'table' : null;
}

const looksLikeCard = (head: Uint8Array): boolean =>
  /"(schema|task|input|classes|features|target|threshold|samples)"\s*:/.test(new TextDecoder().decode(head));

/** A record of a picture holds the picture; nobody saves larger ones. */
const LARGEST_RECORD = 64 * MEGABYTE;

const isRecord = async (file: File): Promise<boolean> =>
  file.size <= LARGEST_RECORD && looksLikeRecord(await file.text());
