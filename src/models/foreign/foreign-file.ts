import { message } from '../../catalogue/message.ts';
import { loaded, OrielError } from '../../errors.ts';
import { otherBoosterFile } from '../trees/booster-format.ts';
import { zipNames } from './zip-names.ts';

/** Kinds of files that people have and Oriel does not open, and that can be made into such. */
export type ForeignKind =
  | 'pickle'
  | 'pickleXgboost'
  | 'pickleLightgbm'
  | 'pickleCatboost'
  | 'catboost'
  | 'torch'
  | 'keras'
  | 'tflite'
  | 'savedModel'
  | 'pmml'
  | 'xgboostBinary'
  | 'treeDump'
  | 'rds'
  | 'xls'
  | 'arrow'
  | 'numpy'
  | 'gzip';

/** The part of a file that tells what it is. */
export interface FileEnds {
  readonly name: string;
  /** Its first bytes, or all of it. */
  readonly head: Uint8Array;
  /** Its last bytes, or all of it. */
  readonly tail: Uint8Array;
}

/** Bytes of each end that tell enough. */
export const END_BYTES = 65_536;

const latin = (bytes: Uint8Array, most: number): string =>
  String.fromCharCode(...bytes.subarray(0, Math.min(most, 8192)));

const beginsWith = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte);

/** What a file is, by its bytes and, where these do not tell, its name; null for any other. */
export async function foreignKind({ name, head, tail }: FileEnds): Promise<ForeignKind | null> {
  const start = latin(head, 1024);
  // ONNX files begin with the version of the format, which was 3 when they became usual.
  if (head[0] === 8 && head[1] >= 3) return null;
  if (start.startsWith('PK\x03\x04')) return archiveKind(zipNames(tail), head);
  if (start.startsWith('\x89HDF\r\n\x1a\n')) return 'keras';
  if (start.startsWith('CBM1')) return 'catboost';
  if (start.startsWith('\x93NUMPY')) return 'numpy';
  if (/^(ARROW1|FEA1)/.test(start)) return 'arrow';
  if (start.slice(4, 8) === 'TFL3') return 'tflite';
  if (beginsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return 'xls';
  if (/<PMML[\s>]/.test(start)) return 'pmml';
  if (/^\s*(strict\s+)?digraph\b/.test(start)) return 'treeDump';
  const booster = otherBoosterFile(head);
  if (booster) return booster === 'tree.oldBinary' ? 'xgboostBinary' : 'treeDump';
  // Protocols 2 to 5 begin with their number; a frame or an object follows.
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) return pickleKind(head);
  if (beginsWith(head, 0x1f, 0x8b)) return (await packedKind(head, 'gzip', name)) ?? 'gzip';
  if (head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1])) {
    const packed = await packedKind(head, 'zlib', name);
    if (packed) return packed;
  }
  if (/^(RD[XAB]\d\n|[XAB]\n\0\0)/.test(start)) return 'rds';
  return kindByName(name);
}

/** Where bytes say nothing: text formats of old, and others that are told by habit. */
function kindByName(name: string): ForeignKind | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1].toLowerCase();
  switch (ending) {
    case 'pkl':
    case 'pickle':
    case 'joblib':
      return 'pickle';
    case 'pt':
    case 'pth':
      return 'torch';
    case 'rds':
    case 'rda':
    case 'rdata':
      return 'rds';
    case 'pb':
      return 'savedModel';
    default:
      return null;
  }
}

function archiveKind(names: readonly string[], head: Uint8Array): ForeignKind | null {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/(^|\/)data\.pkl$/) && has(/(^|\/)(version|byteorder|data\/\d+)$/)) return 'torch';
  if (has(/^model\.weights\.h5$/)) return 'keras';
  if (has(/(^|\/)saved_model\.pb$/)) return 'savedModel';
  if (names.length > 0 && names.every((name) => name.endsWith('.npy'))) return 'numpy';
  // skops keeps what a pickle would hold, beside a schema.
  if (has(/^schema\.json$/) && latin(head, 512).includes('.npy')) return 'pickle';
  return null;
}

/** The library whose object a pickle holds; most often scikit-learn's. */
function pickleKind(head: Uint8Array): ForeignKind {
  const names = new TextDecoder('latin1').decode(head.subarray(0, END_BYTES));
  const first = /xgboost|lightgbm|catboost|sklearn|imblearn|torch|keras/.exec(names)?.[0];
  switch (first) {
    case 'xgboost':
      return 'pickleXgboost';
    case 'lightgbm':
      return 'pickleLightgbm';
    case 'catboost':
      return 'pickleCatboost';
    case 'torch':
      return 'torch';
    case 'keras':
      return 'keras';
    default:
      return 'pickle';
  }
}

/** What is in a compressed file, as joblib and R write them. */
async function packedKind(head: Uint8Array, by: 'gzip' | 'zlib', name: string): Promise<ForeignKind | null> {
  const { unpacked } = await loaded(import('./unpacked.ts'));
  const inside = unpacked(head.subarray(0, END_BYTES), by);
  const start = latin(inside, 16);
  if (/^(RD[XAB]\d\n|[XAB]\n\0\0)/.test(start)) return 'rds';
  if (inside[0] === 0x80 && inside[1] >= 2 && inside[1] <= 5) return pickleKind(inside);
  return kindByName(name.replace(/\.(gz|z)$/i, ''));
}

/** What to say of a whole file that is of another kind; null for a kind that may be opened. */
export async function foreignFile(bytes: Uint8Array, file: string): Promise<OrielError | null> {
  const kind = await foreignKind({ name: file, head: bytes.subarray(0, END_BYTES), tail: bytes });
  if (kind === null) return null;
  const what = message(`model.foreign.what.${kind}`);
  return new OrielError('file-foreign', { file, what, how: message(`model.foreign.how.${kind}`) });
}
