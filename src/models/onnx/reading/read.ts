import { type Message, message } from '../../../catalogue/message.ts';
import { sha256 } from '../../../data/hash.ts';
import { OrielError } from '../../../errors.ts';
import type { ModelFacts, TensorShape } from '../../model.ts';
import { checkModelSize } from '../../model-size.ts';
import { classNames } from './classes.ts';
import { checkExtent } from './extent.ts';
import { allNodes, NestedTooDeeply, type Node, readNode, visitGraphs } from './nodes.ts';
import { passedThrough } from './passed-through.ts';
import {
  ATTRIBUTE,
  DIM,
  ELEMENT_TYPES,
  ENTRY,
  EXTERNAL,
  GRAPH,
  integer,
  MODEL,
  NODE,
  OPSET,
  payloads,
  SHAPE,
  SPARSE_TENSOR,
  submessage,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  text,
  VALUE_INFO,
} from './proto.ts';
import { withoutZipMap } from './zipmap.ts';

const SUPPORTED = new Set<string>(['float32', 'float64', 'float16', 'int64', 'int32', 'uint8', 'bool', 'string']);
const TRAINING =
  /^ai\.onnx\.(preview\.)?training:|^com\.microsoft:(SoftmaxCrossEntropyLoss|.*(Grad|Optimizer)(V\d+)?$)/;
const TAKES_MISSING = /^ai\.onnx\.ml:(TreeEnsemble.*|Imputer)$/;

/**
 * Reads what an ONNX file says about itself, without running it: inputs (less initializers),
 * outputs, operators, class names. ZipMap nodes at the end are removed; `bytes` is the file itself
 * where there were none, else a fresh one. Throws `model-unreadable` for what is not an ONNX model
 * or a damaged one, `model-too-large`, and `model-unsupported`, naming node and operator, for
 * weights in other files and operators of training.
 */
export async function readOnnx(bytes: Uint8Array, file: string): Promise<{ facts: ModelFacts; bytes: Uint8Array }> {
  checkModelSize(bytes.length, file);
  const other = whatElse(bytes);
  if (other) throw new OrielError('model-unreadable', { file, text: other });
  const hash = await sha256(bytes);
  try {
    return readModel(bytes, file, hash);
  } catch (error) {
    if (error instanceof OrielError) throw error;
    const nested = error instanceof NestedTooDeeply;
    throw new OrielError(
      'model-unreadable',
      { file, text: message(nested ? 'model.nested' : 'model.malformed') },
      { cause: error },
    );
  }
}

/**
 * What the file is if it is no ONNX model, as far as its first bytes tell; null where it may be
 * one.
 */
function whatElse(bytes: Uint8Array): Message | null {
  if (bytes.length === 0) return message('model.empty');
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF)/.test(head)) return message('model.picture');
  if (/^(PK\x03\x04|\x1f\x8b|7z\xbc\xaf)/.test(head)) return message('model.archive');
  if (head.startsWith('version https://git-lfs')) return message('model.pointer');
  return /^[\t\n\r\x20-\x7e]*$/.test(head) ? message('model.text') : null;
}

function readModel(original: Uint8Array, file: string, hash: string): { facts: ModelFacts; bytes: Uint8Array } {
  const unreadable = (text: Message): never => {
    throw new OrielError('model-unreadable', { file, text });
  };
  const opsets = readOpsets(original);
  const found = submessage(original, MODEL.graph);
  const version = integer(original, MODEL.irVersion) ?? 0;
  if (!found) return unreadable(message('model.noGraph'));
  if (version < 1 || version > 1000 || Object.keys(opsets).length === 0) unreadable(message('model.noVersion'));
  checkExtent(original, found, file);
  const nodes = allNodes(original);
  refuseExternalData(found, nodes, file);
  if (nodes.length === 0) unreadable(message('model.noGraph'));
  refuseTraining(nodes, file);

  const bytes = withoutZipMap(original, found);
  const graph = bytes === original ? found : (submessage(bytes, MODEL.graph) ?? found);
  const initializers = new Set(tensorsOf(graph).map((tensor) => text(tensor, TENSOR.name)));
  const inputs = payloads(graph, GRAPH.input).filter((info) => !initializers.has(text(info, VALUE_INFO.name)));
  const outputs = payloads(graph, GRAPH.output).map(readTensor);
  if (outputs.length === 0) unreadable(message('model.noOutputs'));

  const operators = [...new Set(nodes.map(({ operator }) => operator))].sort();
  const facts: ModelFacts = {
    file,
    format: 'onnx',
    sha256: hash,
    bytes: original.length,
    inputs: inputs.map((info) => readInput(info, file)),
    outputs: outputs.filter(isSupported),
    passedThrough: passedThrough(
      payloads(graph, GRAPH.node).map(readNode),
      inputs.map((info) => text(info, VALUE_INFO.name)),
      initializers,
      outputs.map(({ name }) => name),
    ),
    opsets,
    operators,
    classicalOperators: operators.some(
      (operator) => operator.startsWith('ai.onnx.ml:') && operator !== 'ai.onnx.ml:ZipMap',
    ),
    takesMissing: operators.some((operator) => TAKES_MISSING.test(operator)),
    classes: classNames(nodes),
    metadata: Object.fromEntries(
      payloads(original, MODEL.metadata).map((entry) => [text(entry, ENTRY.key), text(entry, ENTRY.value)]),
    ),
  };
  if (facts.outputs.length === 0) {
    const [{ name, type }] = outputs;
    const why = type === null ? message('model.outputType') : message('model.outputElement', { type });
    throw new OrielError('model-output', { file, output: name, text: why });
  }
  return { facts, bytes };
}

function readOpsets(model: Uint8Array): Record<string, number> {
  const found: Record<string, number> = {};
  for (const opset of payloads(model, MODEL.opsetImport))
    found[text(opset, OPSET.domain) || 'ai.onnx'] = integer(opset, OPSET.version) ?? 0;
  return found;
}

/** Weights of a graph, dense and sparse. */
function tensorsOf(graph: Uint8Array): Uint8Array[] {
  const sparse = payloads(graph, GRAPH.sparseInitializer).flatMap((tensor) => payloads(tensor, SPARSE_TENSOR.values));
  return [...payloads(graph, GRAPH.initializer), ...sparse];
}

function refuseExternalData(graph: Uint8Array, nodes: readonly Node[], file: string): void {
  const refuse = (tensors: readonly Uint8Array[]): void => {
    for (const tensor of tensors) {
      if (integer(tensor, TENSOR.dataLocation) !== EXTERNAL) continue;
      const location = payloads(tensor, TENSOR.externalData).find((entry) => text(entry, ENTRY.key) === 'location');
      throw new OrielError('model-unsupported', {
        file,
        operator: message('model.externalData'),
        node: text(tensor, TENSOR.name),
        text: message('model.externalText', { location: location ? text(location, ENTRY.value) : null }),
      });
    }
  };
  visitGraphs(graph, (inner) => refuse(tensorsOf(inner)));
  for (const each of nodes) refuse(tensorsInside(each));
}

const tensorsInside = ({ message }: Node): Uint8Array[] =>
  payloads(message, NODE.attribute).flatMap((attribute) => payloads(attribute, ATTRIBUTE.tensor));

function refuseTraining(nodes: readonly Node[], file: string): void {
  const found = nodes.find(({ operator }) => TRAINING.test(operator));
  if (!found) return;
  const { operator, name, outputs } = found;
  throw new OrielError('model-unsupported', {
    file,
    operator,
    node: name || outputs[0] || operator,
    text: message('model.training'),
  });
}

interface Declared {
  readonly name: string;
  /** null: no tensor. */
  readonly type: string | null;
  readonly shape: readonly (number | null)[];
}

const isSupported = (declared: Declared): declared is TensorShape =>
  declared.type !== null && SUPPORTED.has(declared.type);

function readTensor(info: Uint8Array): Declared {
  const name = text(info, VALUE_INFO.name);
  const type = submessage(info, VALUE_INFO.type);
  const tensor = type && submessage(type, TYPE.tensor);
  if (!tensor) return { name, type: null, shape: [] };
  const number = integer(tensor, TENSOR_TYPE.elementType) ?? 0;
  const shape = submessage(tensor, TENSOR_TYPE.shape);
  const dims = shape && payloads(shape, SHAPE.dim).map((dim) => integer(dim, DIM.value));
  return {
    name,
    type: ELEMENT_TYPES[number] ?? `#${number}`,
    shape: dims?.map((dim) => (dim !== null && dim > 0 ? dim : null)) ?? [null, null],
  };
}

function readInput(info: Uint8Array, file: string): TensorShape {
  const declared = readTensor(info);
  if (isSupported(declared)) return declared;
  const { name, type } = declared;
  const operator = type === null ? message('model.notTensor') : message('model.elementType', { type });
  throw new OrielError('model-unsupported', {
    file,
    operator,
    node: name,
    text: message(type === null ? 'model.notTensorText' : 'model.elementTypeText'),
  });
}
