// npm run bench: what an explanation costs compared with the bare forward passes, and how accurate
// the estimators are.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './install.mjs';

const help = `npm run bench [-- NAME]                    cost over bare forward passes; NAME picks cases by name
npm run bench -- small [WHERE] [NAME]     the same for networks of 64 and 32 units, 8 to 64 columns, up to ten
                                          classes; WHERE: node, chromium, else both
npm run bench -- accuracy [NAME] [...]    squared error of every estimator of Shapley values, and the time it takes
npm run bench -- coverage [NAME] [...]    how often 95 % intervals hold the exact value
npm run bench -- race [NAME] [...]        gp-shap against rivals written from their papers: ratios of squared
                                          errors, games lost by more than chance
npm run bench -- reference                computes the accuracy bench's photograph again (ten minutes)
npm run bench -- latency [NAME]           time to the first estimate and to 1 % error; how deadlines are kept
npm run bench -- latency cold [NAME]      limits with cold pools: all explainers, 4 to 1,000 columns; those of up to
                                          --longest milliseconds, and with --kept without their errors
npm run bench -- wide [NAME]              error of auto on games of 110 to 5,000 players beside shap's permutation
                                          estimator's with as many coalitions; a network of 3,000 columns in 10 s
npm run bench -- interactions [NAME]      error of the interactions of 30 players beside plain regression's with as many
                                          coalitions, and how often their intervals hold; --seeds N (10)
npm run bench -- photo [NAME]             calls and seconds until MobileNet's photographs correlate with the converged
                                          picture, from regions to players and from players on
npm run bench -- page [PART]              time from a click on the next row to the changed chart, in Chromium (clicks),
                                          and to the chart of an explanation kept among 10,000 others (hits)
npm run bench -- load [NAME]              bytes, requests and times of a cold load of every example over 5 Mbit/s
npm run bench -- first-load [NAME]        bytes, requests and seconds before the first explanation of every example
                                          over 5 Mbit/s and 100 ms, beside a server that does not compress
npm run bench -- package                  what a page that uses the package loads before its first explanation
npm run bench -- widget [KIND]            memory, time and bytes of 1, 2 and 4 widgets on a page, beside as many
                                          frames with the whole page; KIND: sandboxed, unsandboxed
npm run bench -- gpu [NAME]               the same cost on the GPU that Chromium finds, beside the CPU's time
npm run bench -- trees [PART]             rows that trees predict and explain per second (sweep), beside shap's
                                          TreeExplainer (shap) and onnxruntime (runtime)
npm run bench -- counterfactual [NAME]    time to a first way to another answer, and to its proof; of networks, how near
                                          it is beside the best of 20,000 draws
npm run bench -- model [PART] [ROWS]      a model as a whole: time, calls, memory and cancelling; 100,000 rows of
                                          trees beside their explainer alone, in turns (trees), 1,000 of a network
                                          (network); the trees in the page, from the drop of the files to complete
                                          pictures (page); how often intervals of importance hold the truth, over
                                          200 repetitions or as many as ROWS says (cover)
npm run bench -- serve [PART]             oriel serve: explanations of trees a second beside the library's own (speed),
                                          memory over 10,000 requests (memory)
npm run bench -- batch [TIMES]            rows a second of "oriel batch" beside the explainer alone, 100,000 rows of
                                          trees, and its memory for 10,000 and 100,000

Speed cases: credit MLP, breast-cancer MLP, MobileNet.
Accuracy cases: known (linear, unanimity, airport, voting, neuron with 8 to 100 players), golden (breast-cancer, wine,
diabetes and iris models), mobilenet. NAME matches any part of a case's name, for example "golden wine".

  --longest MS        latency cold: limits of up to so many milliseconds only (20,000)
  --kept              latency cold: whether limits are kept, without the errors, which take several times as long
  --quick             5 seeds, 512 and 2,048 coalitions; widgets measured once
  --seeds N           seeds (accuracy and race: 20, coverage: 50)
  --budgets A,B,...   coalitions (accuracy: 128 to 16,384; coverage: 256, 512, 2,048; race: 32 to 4,096)
  --explainers A,B    these estimators only; one with an option as gp-shap:pairs=chosen
  --patience S        an estimator that solves for longer than this many seconds skips the budget (5)
  --stop ERROR        coverage: an estimator ends where its relative error is this small (0.01 for 1 %), as the engine
                      ends it
  --out FILE          where the JSON is written (.cache/bench/accuracy.json, coverage.json or race.json)`;

/** @param {unknown} error @returns {never} */
function refuse(error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
  process.exit(2);
}

function readLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        kept: { type: 'boolean' },
        longest: { type: 'string' },
        seeds: { type: 'string' },
        budgets: { type: 'string' },
        explainers: { type: 'string' },
        patience: { type: 'string' },
        stop: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    return refuse(error);
  }
}

const { values, positionals } = readLine();

if (values.help) console.log(help);
else {
  ensureInstalled();
  const { buildCli } = await import('./build.mjs');
  const folder = await buildCli('bench');
  /** @param {string} name */
  const load = (name) => import(pathToFileURL(join(folder, name)).href);
  const [first, ...rest] = positionals;
  if (first === 'accuracy' || first === 'coverage' || first === 'race' || first === 'reference') {
    const accuracy = await load('accuracy.mjs');
    let settings;
    try {
      settings = accuracy.readSettings(first, { ...values, only: rest.join(' ') });
    } catch (error) {
      refuse(error);
    }
    await accuracy[first](root, settings);
    process.exit();
  }
  if (first === 'latency') {
    const cold = { errors: values.kept !== true, ...(values.longest && { longest: Number(values.longest) }) };
    await (await load('latency.mjs')).latency(root, rest.join(' '), cold);
    process.exit();
  }
  if (first === 'small') {
    const bench = await load('small.mjs');
    const [where, ...names] = rest[0] === 'node' || rest[0] === 'chromium' ? rest : ['', ...rest];
    const only = names.join(' ');
    if (where !== 'chromium') await bench.small(only);
    if (where !== 'node') {
      const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
      const { buildBenchPages } = await import('./build.mjs');
      const { serve } = await import('./serve.mjs');
      const { url } = await serve(await buildBenchPages(), 0);
      const browser = { executablePath: ensureChromium(), args };
      await (await load('printing-page.mjs')).runPage(`${url}test/bench/small/index.html`, only, browser);
    }
    process.exit();
  }
  if (first === 'interactions') {
    await (await load('interactions.mjs')).interactions(rest.join(' '), values.seeds && Number(values.seeds));
    process.exit();
  }
  if (first === 'photo') {
    await (await load('photo.mjs')).photo(root, rest[0]);
    process.exit();
  }
  if (first === 'wide') {
    await (await load('wide.mjs')).wide(rest.join(' '));
    process.exit();
  }
  if (first === 'page') {
    const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
    const { buildApp, buildBenchPages } = await import('./build.mjs');
    const { serve } = await import('./serve.mjs');
    const browser = { executablePath: ensureChromium(), args };
    const part = rest[0] ?? '';
    const { page, hits } = await load('page.mjs');
    const { url } = await serve(await buildApp(), 0);
    if ('clicks'.includes(part)) await page(root, url, browser);
    if ('hits'.includes(part)) await hits({ url, bench: (await serve(await buildBenchPages(), 0)).url }, browser);
    process.exit();
  }
  if (first === 'load' || first === 'first-load') {
    const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
    const { buildApp } = await import('./build.mjs');
    const { serve } = await import('./serve.mjs');
    const { url } = await serve(await buildApp(), 0, '127.0.0.1');
    const bench = await load('load.mjs');
    const measure = first === 'load' ? bench.load : bench.firstLoad;
    await measure(url, rest[0] ?? '', { executablePath: ensureChromium(), args });
    process.exit();
  }
  if (first === 'package') {
    const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
    const { buildPackage } = await import('./package.mjs');
    const { serve } = await import('./serve.mjs');
    await buildPackage();
    const { url, close } = await serve(root, 0, '127.0.0.1');
    await (await load('package.mjs')).packageSize(root, url, { executablePath: ensureChromium(), args });
    await close();
    process.exit();
  }
  if (first === 'widget') {
    const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
    const { buildApp } = await import('./build.mjs');
    const { serve } = await import('./serve.mjs');
    const { sizesOfElement } = await import('./element.mjs');
    const folder = await buildApp();
    await (await load('widget.mjs')).widget({
      sizes: await sizesOfElement(),
      serve: async (/** @type {string[]} */ hosts) => (await serve(folder, 0, '127.0.0.1', { hosts })).url,
      browser: { executablePath: ensureChromium(), args },
      kind: rest[0] ?? '',
      rounds: values.quick ? 1 : 3,
    });
    process.exit();
  }
  if (first === 'gpu') {
    const { ensureChromium, gpuArguments } = await import('./chromium.mjs');
    const { buildBenchPages } = await import('./build.mjs');
    const { serve } = await import('./serve.mjs');
    const { url } = await serve(await buildBenchPages(), 0);
    await (await load('printing-page.mjs')).runPage(`${url}test/bench/gpu/index.html`, rest[0] ?? '', {
      executablePath: ensureChromium(),
      args: gpuArguments,
    });
    process.exit();
  }
  if (first === 'counterfactual') {
    await (await load('counterfactual.mjs')).counterfactual(root, rest.join(' '));
    process.exit();
  }
  if (first === 'model' && rest[0] === 'page') {
    const { chromiumArguments: args, ensureChromium } = await import('./chromium.mjs');
    const { buildApp, buildBenchPages } = await import('./build.mjs');
    const { serve } = await import('./serve.mjs');
    const served = {
      url: (await serve(await buildApp(), 0)).url,
      bench: (await serve(await buildBenchPages(), 0)).url,
    };
    const browser = { executablePath: ensureChromium(), args };
    await (await load('whole-page.mjs')).wholePage(root, served, browser, Number(rest[1] ?? 100_000));
    process.exit();
  }
  if (first === 'model') {
    await (await load('whole.mjs')).whole(root, rest);
    process.exit();
  }
  if (first === 'serve') {
    await (await load('serve.mjs')).serve(root, rest[0] ?? '');
    process.exit();
  }
  if (first === 'batch') {
    await (await load('batch.mjs')).batch(root, folder, rest);
    process.exit();
  }
  if (first === 'trees') {
    await (await load('trees.mjs')).trees(root, rest[0] ?? '');
    process.exit();
  }
  await (await load('bench.mjs')).bench(join(root, 'public/examples'), positionals[0]);
}
