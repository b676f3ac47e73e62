import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../../scripts/serve.mjs';
import { pictureNetwork, seeded } from '../../support/tfjs.ts';
import { launch } from '../browser.ts';
import { blocksOf, type Consumer, install, root, run } from './consumer.ts';

let consumer: Consumer;
let browser: Browser;
beforeAll(async () => {
  [consumer, browser] = await Promise.all([install(), launch()]);
  for (const id of ['credit', 'sentiment', 'mobilenet']) consumer.copyExample(id);
  const picture = await seeded(pictureNetwork(32, 4));
  consumer.write('data/picture/model.json', picture.json);
  for (const [name, bytes] of Object.entries(picture.shards)) consumer.write(`data/picture/${name}`, bytes);
  consumer.write('data/picture/card.json', JSON.stringify(pictureCard));
  copyFileSync(join(root, 'public/examples/mobilenet/photos/cat.jpg'), join(consumer.data, 'picture/cat.jpg'));
  consumer.write('three.js', three);
});
afterAll(async () => {
  await browser?.close();
  consumer?.remove();
});

const pictureCard = {
  schema: 'oriel.card/1',
  name: 'Small pictures',
  task: 'multiclass',
  classes: ['a', 'b', 'c', 'd'],
  input: {
    kind: 'image',
    layout: 'NHWC',
    size: [32, 32],
    channels: 'RGB',
    scale: [1 / 255, 1 / 255, 1 / 255],
    offset: [0, 0, 0],
    crop: 'centre',
  },
};

const words = 'Great support, but it broke after a week.';

/** A row, a photo and a text, explained: the records' ids. `at` says where a file lies. */
const three = `
export async function three(createOriel, at) {
  const oriel = await createOriel({ workers: 1 });
  const explain = async (files, input, samples) => {
    const model = await oriel.open(files.map(at));
    const record = await model.explain(input, { backend: 'wasm', budget: { samples } }).result;
    await model.close();
    return record.id;
  };
  const ids = [
    await explain(['credit/gbt.onnx', 'credit/data.csv', 'credit/gbt.card.json'], 384, 200),
    await explain(['picture/model.json', 'picture/card.json'], at('picture/cat.jpg'), 50),
    await explain(['sentiment/model.json', 'sentiment/model.card.json'], { text: ${JSON.stringify(words)} }, 50),
  ];
  await oriel.close();
  return ids;
}
`;

/** What the command line answers to the same three, from our sources. */
let answers: Promise<readonly string[]> | null = null;
function fromCommandLine(): Promise<readonly string[]> {
  const explain = async (...args: string[]): Promise<string> => {
    const all = [join(root, 'bin/oriel.mjs'), 'explain', '--json', '--workers', '1', ...args];
    const { status, out } = await run(process.execPath, all, consumer.data);
    expect({ status, out: status === 0 ? '' : out }).toEqual({ status: 0, out: '' });
    return JSON.parse(out.slice(out.indexOf('{"schema"')).split('\n')[0]).id;
  };
  answers ??= Promise.all([
    explain(
      ...'--model credit/gbt.onnx --data credit/data.csv --card credit/gbt.card.json'.split(' '),
      ...'--row 384 --samples 200'.split(' '),
    ),
    explain(...'--model picture/model.json --card picture/card.json --image picture/cat.jpg --samples 50'.split(' ')),
    explain(
      ...'--model sentiment/model.json --card sentiment/model.card.json --samples 50'.split(' '),
      '--text',
      words,
    ),
  ]);
  return answers;
}

/** Opens an address and waits for what its script says in `window.said`; complaints fail it. */
async function said(url: string): Promise<unknown> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(url);
  const answer = await page.waitForFunction(() => (window as { said?: unknown }).said).then((it) => it.jsonValue());
  await page.close();
  expect(complaints).toEqual([]);
  return answer;
}

const html = (script: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page</title><script type="module" src="${script}"></script></html>
`;

/** A page's script that says what the three explanations are. */
const scriptFrom = (library: string, data: string) => `
import { createOriel } from '${library}';
import { three } from '../three.js';
three(createOriel, (path) => new URL('${data}' + path, location.href)).then(
  (ids) => { window.said = ids; },
  (error) => { window.said = String(error.stack); },
);
`;

test('the package holds no more than it must, and its licences', () => {
  const files = readdirSync(consumer.home, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => /(^|[\\/])(src|test|docs|public|scripts|\.fingerprint)([\\/]|$)/.test(path))).toEqual(
    [],
  );
  const manifest = JSON.parse(readFileSync(join(consumer.home, 'package.json'), 'utf8'));
  expect(manifest.dependencies ?? {}).toEqual({});
  const licences = readFileSync(join(consumer.home, 'lib/licences.txt'), 'utf8');
  for (const name of ['onnxruntime-web', '@tensorflow/tfjs-core', 'valibot', 'lit-html', 'comlink', 'd3-scale'])
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(readFileSync(join(consumer.home, 'LICENSE'), 'utf8')).toContain('MIT');
});

test('source maps hold our sources', () => {
  const lib = join(consumer.home, 'lib');
  const ours = new Set<string>();
  for (const name of readdirSync(lib).filter((each) => each.endsWith('.map'))) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(lib, name), 'utf8'));
    for (const [at, path] of sources.entries()) {
      // Builds put texts in place of the files in later/.
      if (!/^\.\.\/src\/(?!catalogue\/later\/).*\.ts$/.test(path)) continue;
      ours.add(path);
      expect(sourcesContent[at]).toBe(readFileSync(join(root, path.slice('../'.length)), 'utf8'));
    }
  }
  expect([...ours]).toEqual(
    expect.arrayContaining(['../src/library/index.ts', '../src/engine/engine.ts', '../src/charts/view.ts']),
  );
});

describe('a row, a photo and a text have the records of the command line', () => {
  test('in Node', async () => {
    consumer.write(
      'node.js',
      `import { createOriel } from 'oriel';
import { three } from './three.js';
console.log(JSON.stringify(await three(createOriel, (path) => path)));`,
    );
    const { status, out } = await consumer.node('../node.js');
    expect({ status, ids: status === 0 ? JSON.parse(out) : out }).toEqual({ status: 0, ids: await fromCommandLine() });
  });

  test('from the command that the package brings', async () => {
    const args = 'explain --model credit/gbt.onnx --data credit/data.csv --card credit/gbt.card.json --row 384';
    const command = join(consumer.folder, 'node_modules/.bin/oriel');
    const { out } = await consumer.node(command, ...args.split(' '), '--samples', '200', '--workers', '1', '--json');
    expect(JSON.parse(out).id).toBe((await fromCommandLine())[0]);
  });

  test('in a page without a build', async () => {
    consumer.write('plain/index.html', html('page.js'));
    consumer.write('plain/page.js', scriptFrom('../node_modules/oriel/lib/index.js', '/data/'));
    const server = await serve(consumer.folder, 0, '127.0.0.1');
    expect(await said(`${server.url}plain/index.html`)).toEqual(await fromCommandLine());
    await server.close();
  });

  /** An app of Vite's, as it is set up without a word. */
  const app = (): InlineConfig => {
    consumer.write('app/index.html', html('./page.js'));
    consumer.write('app/page.js', scriptFrom('oriel', '/'));
    return { root: join(consumer.folder, 'app'), publicDir: consumer.data, configFile: false, logLevel: 'error' };
  };

  test('in an app that Vite builds', async () => {
    const outDir = join(consumer.folder, 'built');
    await build({ ...app(), build: { outDir } });
    const server = await serve(outDir, 0, '127.0.0.1');
    expect(await said(server.url)).toEqual(await fromCommandLine());
    await server.close();
  });

  test('in an app that Vite serves from its sources', async () => {
    const vite = await createServer({
      ...app(),
      server: { port: 0, host: '127.0.0.1', fs: { allow: [consumer.folder] } },
    });
    await vite.listen();
    expect(await said(vite.resolvedUrls?.local[0] ?? '')).toEqual(await fromCommandLine());
    await vite.close();
  });
});

/** What the examples print. */
const shown: Readonly<Record<string, RegExp>> = {
  'Explain a decision': /^bad risk 0\.\d+\n(\w+ -?\d\S*\n)+$/,
  'Ask what would have been': /bad risk.*\[\s*\[/s,
  'Explain a text': /^(\S+ -?\d\.\d{3}\n?)+$/,
  'Explain a photo within three seconds': /^.+: \d+ coalitions, ended by (deadline|error-target|samples|done)\n$/,
  'Watch the error shrink, and stop': /^(\d+ \S+\n)+$/,
  'Draw it': /^$/,
  'Explain many rows': /100 of 100/,
  'Keep explanations, and find them again': /^[0-9a-f]{32} kept 1\n$/,
  'Check an explanation, and write down what was decided': /^same-bits \{ entries: 1, at: null \}\n$/,
};

describe('the ten examples work as they stand in the documentation', () => {
  const examples = blocksOf('docs/library/README.md');

  test('there are ten, of at most ten lines', () => {
    expect(examples).toHaveLength(10);
    for (const { title, code } of examples)
      expect([title, code.split('\n').filter(Boolean).length <= 10]).toEqual([title, true]);
  });

  test.each(examples.filter(({ language }) => language === 'js'))('$title', async ({ title, code }) => {
    const name = `${title.replace(/\W+/g, '-')}.mjs`;
    consumer.write(`data/${name}`, code);
    const { status, out } = await consumer.node(name);
    expect({ status, out: status === 0 ? '' : out }).toEqual({ status: 0, out: '' });
    expect(out).toMatch(shown[title]);
  });

  test.each(examples.filter(({ language }) => language === 'html'))('$title', async ({ code }) => {
    // The example's own server has the package elsewhere, and lets scripts stand in pages.
    consumer.write('data/page.html', code.replaceAll('/oriel/lib/', '/node_modules/oriel/lib/'));
    const page = await browser.newPage({ bypassCSP: true });
    const server = await serve(consumer.folder, 0, '127.0.0.1');
    await page.goto(`${server.url}data/page.html`);
    await page.locator('oriel-chart svg[role=img]').waitFor();
    expect(await page.locator('oriel-chart svg[role=img]').getAttribute('aria-label')).toContain('bad');
    await page.close();
    await server.close();
  });
});

/** A program that uses what the package is for, and what must be an error. */
const use = `
import { createOriel, QuestionsError, type ExplainOptions, type Explanation } from 'oriel';
import { chartSvg } from 'oriel/charts';
import 'oriel/element';
import { CardSchema, ExplanationSchema, LogEntrySchema, parseExplanation } from 'oriel/schemas';

const oriel = await createOriel({ workers: 2, lang: 'de' });
const options: ExplainOptions = { explainer: 'lime', budget: { samples: 100 }, seed: 1 };
try {
  const model = await oriel.open(new URL('https://example.org/model.onnx'), { answers: { layout: 'NCHW' } });
  const job = model.explain({ age: 31, housing: 'rent' }, options);
  job.on('estimate', (record: Explanation) => console.log(record.attributions[0][0].toFixed(2)));
  for await (const { players } of job) console.log(players.join());
  const [[first]]: number[][] = await model.predict([3]);
  const chart: string | null = await chartSvg(await job.result);
  const element = document.createElement('oriel-chart');
  element.record = parseExplanation(JSON.parse('{}'));
  console.log(first, chart, element.chart);
} catch (error) {
  if (error instanceof QuestionsError) console.log(error.questions[0].guess, error.code);
}
const parsed = CardSchema['~run']({ value: {} }, {});
const id: string | undefined = ExplanationSchema.entries.id.type === 'string' ? 'x' : undefined;
console.log(parsed.typed, id, LogEntrySchema.type);
// @ts-expect-error there is no such option
const wrong: ExplainOptions = { explianer: 'lime' };
console.log(wrong);
`;

describe('the declarations', () => {
  /** Names that an export of the package has, types among them, as its declarations list them. */
  const names = (file: string): string[] => {
    const text = readFileSync(join(consumer.home, 'lib/types', file), 'utf8');
    const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) => list.split(','));
    const made = [...text.matchAll(/^export (?:declare )?(?:interface|type|const|function|class) (\w+)/gm)];
    return [...listed, ...made.map(([, name]) => name)]
      .map((name) => name.replace(/\btype\b/, '').trim())
      .filter(Boolean);
  };
  const files = {
    oriel: 'library/index.d.ts',
    'oriel/charts': 'package/charts.d.ts',
    'oriel/element': 'package/element.d.ts',
    'oriel/schemas': 'package/schemas.d.ts',
  };

  test.each([
    ['7', 'typescript'],
    ['6', 'typescript6'],
  ])("check in a consumer's file that uses every export, strictly, with TypeScript %s", async (_, compiler) => {
    for (const [name, file] of Object.entries(files)) {
      expect(names(file).length).toBeGreaterThan(1);
      consumer.write(
        `types/every-${name.replace('/', '-')}.ts`,
        `export { ${names(file).join(', ')} } from '${name}';`,
      );
    }
    consumer.write('types/use.ts', use);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: [] },
      ...{ target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module: 'NodeNext' },
    };
    consumer.write('types/tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
    expect(await consumer.node(tsc, '-p', '../types')).toEqual({ status: 0, out: '' });
  });
});
