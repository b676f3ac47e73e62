import { message } from '../../catalogue/message.ts';
import { sha256 } from '../../data/hash.ts';
import { OrielError } from '../../errors.ts';
import type { ModelFacts } from '../model.ts';
import { checkModelSize } from '../model-size.ts';
import { graphNodes, graphTopology } from './graph.ts';
import { checkGraph } from './graph-checks.ts';
import { checkLayers } from './layer-checks.ts';
import { layersModel, layersTopology, type Topology } from './layers.ts';
import { bytesOf, type ModelJson, parseModelJson, partsOf } from './manifest.ts';
import { packModel } from './pack.ts';

/** Finds a file beside the model's by the path that the model gives; null where there is none. */
export type Beside = (path: string) => Promise<Uint8Array | null>;

/**
 * Reads a TensorFlow.js model: model.json and, from beside it, the shards of its weights. `bytes`
 * is all of it in one (`pack.ts`); its hash is that of model.json and the shards, one after the
 * other. Throws `model-unreadable`, `model-unsupported`, `model-too-large`, and for shards
 * `model-parts-missing` and `model-parts-size`.
 */
export async function readTfjs(
  json: Uint8Array,
  file: string,
  beside: Beside,
): Promise<{ facts: ModelFacts; bytes: Uint8Array }> {
  const model = parseModelJson(json, file);
  const topology = topologyOf(model, file);
  const weights = await readWeights(model, file, beside);
  const whole = new Uint8Array(json.length + weights.length);
  whole.set(json);
  whole.set(weights, json.length);
  const facts: ModelFacts = {
    file,
    format: 'tfjs',
    sha256: await sha256(whole),
    bytes: whole.length,
    ...topology,
    opsets: {},
    classicalOperators: false,
    takesMissing: false,
    classes: null,
    metadata: metadataOf(model),
  };
  return { facts, bytes: packModel({ json, weights }) };
}

/**
 * What model.json says of inputs, outputs and layers or operators. Throws `model-unreadable` where
 * it says nothing.
 */
export function topologyOf({ modelTopology, signature, weightsManifest }: ModelJson, file: string): Topology {
  const nodes = graphNodes(modelTopology);
  const layers = nodes ? null : layersModel(modelTopology);
  if (!nodes && !layers) throw new OrielError('model-unreadable', { file, text: message('model.noTopology') });
  try {
    if (nodes) checkGraph(nodes, modelTopology, file);
    if (layers) checkLayers(layers, numbersIn(weightsManifest), file);
    const topology = nodes ? graphTopology(nodes, signature) : layersTopology(layers as NonNullable<typeof layers>);
    if (topology.outputs.length === 0)
      throw new OrielError('model-unreadable', { file, text: message('model.noOutputs') });
    for (const { name, shape } of [...topology.inputs, ...topology.outputs]) {
      if (!shape.every(isSide))
        throw new OrielError('model-unreadable', {
          file,
          text: message('model.badSide', { tensor: name, shape: shape.map((side) => String(side ?? '?')).join(' × ') }),
        });
    }
    return topology;
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('model-unreadable', { file, text: message('model.malformed') }, { cause: error });
  }
}

/** Whether a side of a tensor is a size, or free. */
const isSide = (side: unknown): boolean => side === null || (Number.isSafeInteger(side) && Number(side) > 0);

/** Numbers of all weights. */
const numbersIn = (groups: ModelJson['weightsManifest']): number =>
  groups
    .flatMap(({ weights }) => weights)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

async function readWeights(model: ModelJson, file: string, beside: Beside): Promise<Uint8Array> {
  const { weightsManifest } = model;
  const expected = weightsManifest.reduce((sum, group) => sum + bytesOf(group).bytes, 0);
  checkModelSize(expected, file);
  const paths = partsOf(model);
  const shards = await Promise.all(paths.map(beside));
  const missing = paths.filter((_, at) => !shards[at]);
  if (missing.length > 0) throw new OrielError('model-parts-missing', { file, files: missing, count: missing.length });

  let next = 0;
  for (const group of weightsManifest) {
    const first = next;
    next += group.paths.length;
    const found = lengthOf(shards.slice(first, next));
    const { bytes, exact } = bytesOf(group);
    if (exact ? found !== bytes : found < bytes) {
      throw new OrielError('model-parts-size', { file, files: group.paths, found, expected: bytes });
    }
  }
  const weights = new Uint8Array(lengthOf(shards));
  let to = 0;
  for (const shard of shards) {
    weights.set(shard ?? [], to);
    to += shard?.length ?? 0;
  }
  return weights;
}

const lengthOf = (shards: readonly (Uint8Array | null)[]): number =>
  shards.reduce((sum, shard) => sum + (shard?.length ?? 0), 0);

/** What the author wrote beside the model, as text. */
const metadataOf = ({ userDefinedMetadata }: ModelJson): Record<string, string> =>
  Object.fromEntries(
    Object.entries(userDefinedMetadata ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
