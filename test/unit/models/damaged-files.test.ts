import { expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { decodePicture } from '../../../src/data/pictures/picture-decode.ts';
import { parseCsv } from '../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../src/data/tables/recognise.ts';
import { openTokenizer, readVocabulary } from '../../../src/data/text/vocabulary.ts';
import { OrielError } from '../../../src/errors.ts';
import { bindTabular } from '../../../src/models/bind/index.ts';
import { findSequence } from '../../../src/models/bind/sequence.ts';
import { readTfjs } from '../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../src/models/tfjs/session.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { damaged } from '../../support/damage.ts';
import { bytesOf, numericColumns, tableOf } from '../../support/models.ts';
import { graphModel, layers, seeded, tableNetwork } from '../../support/tfjs.ts';
import { asJpeg, asPng, noise, withChecks } from '../support/pictures.ts';

// Damaged files of every other kind that a person brings give a typed error or something that works:
// never a hang, never a crash. Trees and linear models are in trees/fuzz.test.ts.

const COUNT = Number(process.env.ORIEL_FUZZ ?? 2000);
const TEXT =
  'An Oriel is a WINDOW that leans out: don\u2019t you see, 3.5 kg of \u00e9clairs \u4e16\u754c \ud83d\ude42?';

interface Kind {
  readonly files: readonly Uint8Array[];
  /** Errors that a damaged file of this kind may give. */
  readonly errors: RegExp;
  /** Reads a file and uses what it gives. */
  readonly use: (bytes: Uint8Array, turn: number) => unknown;
}

const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

const wordIndex = utf8(Object.fromEntries('a an is oriel out see that window you'.split(' ').map((w, at) => [w, at])));
const pieces = new TextEncoder().encode(
  ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'an', 'is', 'win', '##dow', 'a', '##s', 'out', '3', '.', '5'].join(
    '\n',
  ),
);

const lstm = () =>
  layers.sequential({
    layers: [
      layers.layers.reshape({ targetShape: [3, 2], inputShape: [6] }),
      layers.layers.lstm({ units: 3, recurrentInitializer: 'zeros' }),
      layers.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });

const networks = [
  await seeded(tableNetwork(5, 3)),
  graphModel(4, 3, true),
  graphModel(4, 3, false),
  await seeded(lstm),
];

const KINDS: Readonly<Record<string, Kind>> = {
  cards: {
    files: ['credit/gbt', 'mobilenet/model', 'sentiment/model', 'penguins/forest'].map((name) =>
      bytesOf(`public/examples/${name}.card.json`),
    ),
    errors: /^card-invalid$/,
    use: (bytes) => {
      let json: unknown;
      try {
        json = jsonOf(bytes);
      } catch {
        // Whoever opens the file says that it is no JSON.
        throw new OrielError('card-invalid', { file: 'card.json', text: 'no JSON' });
      }
      return parseCard(json, 'card.json');
    },
  },
  tokenizers: {
    files: [
      bytesOf('test/golden/text/bpe.tokenizer.json'),
      bytesOf('test/golden/text/unigram.tokenizer.json'),
      wordIndex,
      pieces,
    ],
    errors: /^(tokenizer-unreadable|card-invalid)$/,
    use: (bytes) => {
      const tokens = openTokenizer(readVocabulary(bytes, 'tokenizer.json'), undefined, 'card.json').encode(TEXT);
      expect(tokens.starts).toHaveLength(tokens.ids.length);
      return tokens;
    },
  },
  pictures: {
    files: [asPng(noise(24, 16, 1)), asPng(noise(24, 16, 2)), asJpeg(noise(24, 16, 3))],
    errors: /^image-(unreadable|too-large)$/,
    use: (bytes, turn) => {
      // A wrong check hides what would be wrong behind it.
      const { width, height, rgb } = decodePicture(turn % 2 ? withChecks(bytes) : bytes, 'picture');
      expect(rgb).toHaveLength(width * height * 3);
      return rgb;
    },
  },
  tables: {
    files: [
      bytesOf('public/examples/penguins/data.csv').subarray(0, 3000),
      new TextEncoder().encode('sep=;\nname;price;share\n"a;b";1.234,5;10 %\nc;-;\u22127 %\n'),
      Uint8Array.from(Buffer.from('\ufeffa\tb\n1,5\tx\n2,5\ty\n', 'utf16le')),
    ],
    errors: /^data-/,
    use: (bytes) => {
      const { table } = tableFrom(parseCsv(bytes, 'data.csv'), null);
      expect(table.rows.data).toHaveLength(table.rows.count * table.rows.columns);
      return table;
    },
  },
  'TensorFlow.js models': {
    files: networks.map(({ json }) => json),
    errors: /^(model-|data-columns-unclear$|failure-backend$)/,
    use: async (bytes, turn) => {
      const { beside } = networks[turn % networks.length];
      const read = await readTfjs(bytes, 'model.json', beside);
      const width = read.facts.inputs[0]?.shape.at(-1) ?? 1;
      const columns = numericColumns(...Array.from({ length: Math.min(width, 50) }, (_, at) => `f${at}`));
      const { binding } = bindTabular(read.facts, tableOf(columns), null, null, findSequence);
      const model = await openTfjs(read.bytes, binding, 'wasm', { file: 'model.json' });
      try {
        const answers = await model.predict(new Float32Array(3 * columns.length), 3);
        expect(answers).toHaveLength(3 * model.outputs);
      } finally {
        await model.close();
      }
    },
  },
};

test.each(Object.entries(KINDS))(`${COUNT} damaged %s`, { timeout: 60_000 + COUNT * 50 }, async (name, kind) => {
  const random = createRandom(41);
  const ends = { error: 0, fine: 0 };
  let slowest = 0;
  for (let turn = 0; turn < COUNT; turn++) {
    const file = damaged(kind.files[turn % kind.files.length], random);
    const started = performance.now();
    try {
      await kind.use(file, turn);
      ends.fine++;
    } catch (error) {
      if (!(error instanceof OrielError) || !kind.errors.test(error.code))
        throw new Error(`${name}, file ${turn}: ${new TextDecoder().decode(file.subarray(0, 300))}`, { cause: error });
      ends.error++;
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  // Both ends are common, or the damage would be too heavy or too light to find anything.
  expect(ends.error).toBeGreaterThan(COUNT / 20);
  expect(ends.fine).toBeGreaterThan(COUNT / 20);
  expect(slowest).toBeLessThan(5000);
});
