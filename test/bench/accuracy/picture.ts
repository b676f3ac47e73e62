// MobileNet on a photograph of 20 superpixels or fewer: a game whose every value is a pass of a
// real network.

import { existsSync, mkdirSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { english } from '../../../src/catalogue/english.ts';
import { parseCard } from '../../../src/data/card.ts';
import { decodePicture } from '../../../src/data/pictures/picture-decode.ts';
import { createPool } from '../../../src/engine/pool/pool.ts';
import { openStudy } from '../../../src/engine/studies/open.ts';
import { openSubject } from '../../../src/engine/subjects/open.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';
import { kernelShap } from '../../../src/explainers/kernel-shap.ts';
import type { Coalitions } from '../../../src/games/coalitions.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import type { Case, Game } from './case.ts';
import { run } from './run.ts';

const PHOTO = 'photos/cat.jpg';
const SEGMENTS = 20;
const REFERENCE_SAMPLES = 16_384;
const REFERENCE_SEED = 1_000_003;

interface Reference {
  readonly made: string;
  readonly players: number;
  readonly output: number;
  readonly phi: readonly number[];
  readonly se: readonly number[];
}

interface Picture {
  readonly players: number;
  /** The class that is explained: the most probable one. */
  readonly output: number;
  value(coalitions: Coalitions): Promise<Float64Array>;
  close(): void;
}

async function openPicture(root: string): Promise<Picture> {
  const folder = join(root, 'public/examples/mobilenet');
  const card = parseCard(JSON.parse(await readFile(join(folder, 'model.card.json'), 'utf8')), 'model');
  const model = await readOnnx(new Uint8Array(await readFile(join(folder, 'model.onnx'))), 'model.onnx');
  const nothing = (): never => {
    throw new Error('a picture needs no table');
  };
  const study = await openStudy({ card }, model, {
    table: nothing,
    vocabulary: nothing,
    probe: async () => 0,
  });
  const picture = await decodePicture(new Uint8Array(await readFile(join(folder, PHOTO))), PHOTO);
  const subject = await openSubject(
    study,
    {
      study: 'mobilenet',
      input: { kind: 'picture', picture: PHOTO },
      explainer: { name: 'kernel-shap' },
      outputs: 'default',
      seed: 0,
      budget: {},
      image: { segments: SEGMENTS, fill: 'blur' },
    },
    () => ({ file: PHOTO, picture }),
  );
  const pool = createPool({
    model: { file: 'model.onnx', bytes: study.bytes, binding: study.binding },
    backend: 'wasm',
    workers: availableParallelism(),
    spawn: () => spawnEvaluator(),
    note: (message) => console.error(english.text(message)),
  });
  const signal = new AbortController().signal;
  const { outputs } = await pool.ready();
  const scores = await pool.predict(
    { count: 1, columns: subject.instance.length, data: subject.instance },
    Array.from({ length: outputs }, (_, k) => k),
    signal,
  );
  const output = scores.indexOf(Math.max(...scores));
  const game = { masker: subject.masker, rowsPerCoalition: 1, outputs: [output], space: 'output' as const };
  return {
    players: subject.players.length,
    output,
    value: (coalitions) => pool.value(game, coalitions, signal),
    close: () => pool.close(),
  };
}

const referenceFile = (root: string): string => join(root, 'test/bench/data/mobilenet-cat.json');

/**
 * The photograph as a case, where its reference has been made. Its budgets are small, because each
 * coalition is a pass of the network.
 */
export async function pictureCase(root: string): Promise<Case | null> {
  if (!existsSync(referenceFile(root))) return null;
  const reference = JSON.parse(await readFile(referenceFile(root), 'utf8')) as Reference;
  let picture: Picture | undefined;
  const game: Game = {
    players: reference.players,
    outputs: 1,
    truth: Float64Array.from(reference.phi),
    truthError: Float64Array.from(reference.se),
    async answer(coalitions) {
      picture ??= await openPicture(root);
      if (picture.players !== reference.players || picture.output !== reference.output)
        throw new Error('the reference is of another game');
      return picture.value(coalitions);
    },
    close: () => picture?.close(),
  };
  return {
    name: 'mobilenet cat',
    group: 'mobilenet',
    players: reference.players,
    input: 'image',
    most: { budget: 512, seeds: 3 },
    games: () => [game],
    shap: new Map(),
  };
}

/**
 * Values 16,384 coalitions and writes the reference again, in ten minutes on two idle cores. Values
 * are kept as they come, so that an interrupted run resumes where it was.
 */
export async function makeReference(root: string): Promise<void> {
  const kept = join(root, '.cache/bench', `mobilenet-${REFERENCE_SEED}.bin`);
  mkdirSync(dirname(kept), { recursive: true });
  const bytes = existsSync(kept) ? await readFile(kept) : Buffer.alloc(0);
  const known = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 8)),
  );
  await writeFile(kept, new Uint8Array(known.buffer));
  const picture = await openPicture(root);
  let valued = 0;
  const answer: Game['answer'] = async (coalitions) => {
    const from = valued;
    valued += coalitions.count;
    // The plan depends on the seed alone, so the asks come in the same order again.
    if (valued <= known.length) return known.slice(from, valued);
    const values = await picture.value(coalitions);
    await appendFile(kept, new Uint8Array(values.slice(Math.max(0, known.length - from)).buffer));
    console.error(`${valued} coalitions`);
    return values;
  };
  const truth = new Float64Array(picture.players);
  const game: Game = { players: picture.players, outputs: 1, truth, answer };
  const found = await run(kernelShap, { game, input: 'image', samples: REFERENCE_SAMPLES, seed: REFERENCE_SEED });
  picture.close();
  const reference: Reference = {
    made: `kernel-shap with ${REFERENCE_SAMPLES} coalitions, seed ${REFERENCE_SEED}; se is its standard error; ${PHOTO}, ${SEGMENTS} superpixels wanted, blurred`,
    players: picture.players,
    output: picture.output,
    phi: [...found.values],
    se: [...(found.standardErrors ?? [])],
  };
  mkdirSync(dirname(referenceFile(root)), { recursive: true });
  await writeFile(referenceFile(root), `${JSON.stringify(reference, null, 2)}\n`);
  await rm(kept);
}
