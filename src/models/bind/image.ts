import { type Message, message } from '../../catalogue/message.ts';
import type { Card, ImageInput } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import type { ImageBinding, ModelFacts, TensorShape } from '../model.ts';
import { type Layout, layoutsOf, PICTURE_NUMBERS } from './input-kind.ts';
import { type BindQuestion, batchOf, chooseOutput, outputQuestions, shapeText, withinLimits } from './output.ts';

/** A model bound to pictures. `questions` are those whose answer was guessed. */
export interface BoundImage {
  readonly binding: ImageBinding;
  readonly questions: readonly BindQuestion[];
}

/** What each answer to a question is called. */
type Choices = Readonly<Record<string, Message>>;
type Values = Pick<ImageInput, 'channels' | 'scale' | 'offset'>;

const USUAL_SIZES = [224, 299, 256, 384, 512, 128, 96, 64, 32, 28];
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/**
 * How 0 to 255 becomes what a model was trained on; scale and offset are in the order of the
 * model's channels.
 */
const PRESETS = {
  '0..1': { channels: 'RGB', scale: same(1 / 255), offset: same(0) },
  '-1..1': { channels: 'RGB', scale: same(1 / 127.5), offset: same(-1) },
  '0..255': { channels: 'RGB', scale: same(1), offset: same(0) },
  imagenet: {
    channels: 'RGB',
    scale: DEVIATION.map((d) => 1 / (255 * d)),
    offset: MEAN.map((mean, c) => -mean / DEVIATION[c]),
  },
  caffe: { channels: 'BGR', scale: same(1), offset: [-103.939, -116.779, -123.68] },
} as const satisfies Readonly<Record<string, Values>>;
type Preset = keyof typeof PRESETS;
const NORMALISATIONS: Readonly<Record<Preset, Message>> = {
  '0..1': message('model.normalisations.unit'),
  '-1..1': message('model.normalisations.symmetric'),
  '0..255': message('model.normalisations.bytes'),
  imagenet: message('model.normalisations.imagenet'),
  caffe: message('model.normalisations.caffe'),
};
const LAYOUTS: Choices = { NCHW: message('model.layouts.NCHW'), NHWC: message('model.layouts.NHWC') };

/**
 * Values of the metadata key Image.NominalPixelRange (the ONNX specification's metadata for
 * images).
 */
const NOMINAL_RANGES: Readonly<Record<string, Preset>> = {
  NominalRange_0_255: '0..255',
  Normalized_0_1: '0..1',
  Normalized_1_1: '-1..1',
};

function same(value: number): number[] {
  return [value, value, value];
}

/**
 * Binds a model to pictures. Layout and size are read from the input's shape, scaling from the
 * metadata; what the file does not say is taken from the card or the answers ("NCHW", "224x224", a
 * preset's name), or else guessed and asked. Throws `model-input` where the shape is no picture's
 * or contradicts the card, and `model-output`.
 */
export function bindImage(
  facts: ModelFacts,
  card: Card | null,
  answers: Readonly<Record<string, string>> = {},
): BoundImage {
  const { file } = facts;
  const input = imageInput(facts);
  const fail = (text: Message): never => {
    throw new OrielError('model-input', { input: input.name, file, text });
  };
  const batch = batchOf(facts, input.shape[0]);
  const given = card?.input.kind === 'image' ? card.input : null;
  const questions: BindQuestion[] = [];
  const settle = (
    about: 'layout' | 'size' | 'normalisation',
    choices: Choices,
    sure: boolean,
    guess: string,
  ): string => {
    const answer = answers[about];
    if (sure || Object.hasOwn(choices, answer ?? '')) return sure ? guess : answer;
    const text = message(`model.question.${about}`);
    questions.push({
      about,
      text,
      choices: Object.entries(choices).map(([value, label]) => ({ value, label })),
      guess,
    });
    return guess;
  };

  const layouts = layoutsOf(input);
  if (layouts.length === 0) fail(message('model.imageInput', { shape: shapeText(input) }));
  if (given && !layouts.includes(given.layout)) fail(conflict('layout', given.layout, layouts[0]));
  const layout = (given?.layout ?? settle('layout', LAYOUTS, layouts.length === 1, layouts[0])) as Layout;
  const [channels, height, width] =
    layout === 'NCHW' ? input.shape.slice(1) : [input.shape[3], input.shape[1], input.shape[2]];

  const size = given?.size ?? settleSize(height, width, answers.size, settle);
  if ((height ?? size[0]) !== size[0] || (width ?? size[1]) !== size[1]) {
    fail(conflict('size', size.join(' × '), `${height ?? '?'} × ${width ?? '?'}`));
  }

  const said = saidValues(facts);
  const preset = said?.preset ?? (input.type === 'uint8' ? '0..255' : null);
  const values: Values =
    given ?? PRESETS[settle('normalisation', NORMALISATIONS, preset !== null, preset ?? '0..1') as Preset];
  const order = given?.channels ?? (channels === 1 ? 'grey' : (said?.channels ?? values.channels));
  const count = order === 'grey' ? 1 : 3;
  const turned = order !== 'grey' && values.channels !== 'grey' && order !== values.channels;
  const inOrder = (numbers: readonly number[]) => (turned ? [...numbers].reverse() : [...numbers]).slice(0, count);
  if (channels !== null && channels !== count)
    fail(given ? conflict('channels', order, String(channels)) : message('model.imageChannels', { channels }));

  const image: ImageInput = {
    layout,
    size,
    kind: 'image',
    channels: order,
    scale: inOrder(values.scale),
    offset: inOrder(values.offset),
    crop: given?.crop ?? 'centre',
  };
  const { output, outputs } = chooseOutput(facts, card, batch);
  const finalStep = card?.post && { finalStep: card.post };
  const binding: ImageBinding = {
    kind: 'image',
    input: input.name,
    type: input.type,
    image,
    batch,
    ...finalStep,
    output,
    outputs,
  };
  return {
    binding: withinLimits(binding, file),
    questions: [...questions, ...outputQuestions(facts, card, batch)],
  };
}

const conflict = (what: 'layout' | 'size' | 'channels', card: string, model: string): Message =>
  message('model.imageConflict', { what, card, model });

function imageInput(facts: ModelFacts): TensorShape {
  const { file } = facts;
  const input = facts.inputs.find(({ shape }) => shape.length === 4) ?? facts.inputs[0];
  if (!input) throw new OrielError('model-input', { input: '', file, text: message('model.noInputs') });
  const other = facts.inputs.find((each) => each !== input);
  if (other)
    throw new OrielError('model-input', {
      input: input.name,
      file,
      text: message('model.imageOther', { other: other.name }),
    });
  if (input.shape.length !== 4 || !PICTURE_NUMBERS.has(input.type)) {
    throw new OrielError('model-input', {
      input: input.name,
      file,
      text: message('model.imageInput', { shape: `${shapeText(input)}, ${input.type}` }),
    });
  }
  return input;
}

type Settle = (about: 'size', choices: Choices, sure: boolean, guess: string) => string;

/**
 * Height and width: the file's; where it leaves them free, an answer like "224x224", or a guess.
 */
function settleSize(
  height: number | null,
  width: number | null,
  answer: string | undefined,
  settle: Settle,
): [number, number] {
  if (height !== null && width !== null) return [height, width];
  const own = /^(\d{1,4})\s*[x×]\s*(\d{1,4})$/.exec(answer ?? '');
  const answered: [number, number] | null =
    own && Number(own[1]) > 0 && Number(own[2]) > 0 ? [Number(own[1]), Number(own[2])] : null;
  const sizes = USUAL_SIZES.map((side): [number, number] => [height ?? width ?? side, width ?? height ?? side]);
  const choices = Object.fromEntries(
    sizes.map(([h, w]) => [`${h}x${w}`, message('model.size', { height: h, width: w })]),
  );
  const [h, w] = answered ?? settle('size', choices, false, sizes[0].join('x')).split('x').map(Number);
  return [h, w];
}

/**
 * What the file's metadata say about the pixels, if they use the keys of the ONNX specification.
 */
function saidValues({ metadata }: ModelFacts): { preset: Preset | null; channels: 'RGB' | 'BGR' | null } | null {
  const preset = NOMINAL_RANGES[metadata['Image.NominalPixelRange']] ?? null;
  const format = metadata['Image.BitmapPixelFormat'] ?? '';
  const channels = /^bgr/i.test(format) ? 'BGR' : /^rgb/i.test(format) ? 'RGB' : null;
  return preset === null && channels === null ? null : { preset, channels };
}
