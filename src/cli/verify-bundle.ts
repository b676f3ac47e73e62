import { checkBundle } from '../audit/check-bundle.ts';
import { judged } from '../audit/judge.ts';
import type { Finding } from '../bundle/finding.ts';
import { createComparison } from '../bundle/folder/compare.ts';
import { countOfOutcomes } from '../bundle/outcome.ts';
import { type Bundle, files } from '../bundle/schema.ts';
import { type Message, message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import { compareRecords } from '../library/compare-records.ts';
import type { ExplainOptions } from '../library/index.ts';
import { outcomesOf } from './batch-outcomes.ts';
import { readSource, type Source } from './files.ts';
import { folderFiles } from './folder-files.ts';
import { usage } from './parser-error.ts';
import { whileAlive } from './patience.ts';
import type { Tools, Verified } from './verified.ts';
import type { Anew } from './verify-args.ts';
import { meeting, readCondition } from './when.ts';
import { withModel } from './with-model.ts';

/** Whether a bundle is what was written; with a model, all of its rows are made anew. */
export async function verifyBundle(folder: string, anew: Anew | null, tools: Tools): Promise<Verified> {
  const { bundle, findings } = await checkBundle(folderFiles(folder));
  if (!bundle || findings.length > 0) return { said: [], findings };
  const { explained } = bundle.counts;
  const said = [message('cli.verify.bundle', { files: bundle.parts.length + 2, explained })];
  return anew ? madeAnew({ folder, bundle, said }, anew, tools) : { said, findings };
}

interface Sound {
  readonly folder: string;
  readonly bundle: Bundle;
  readonly said: readonly Message[];
}

/** Explains all rows of a bundle anew, and compares. */
async function madeAnew({ folder, bundle, said }: Sound, anew: Anew, { terminal, stop }: Tools): Promise<Verified> {
  const { request, table: was, model: by } = bundle;
  if (anew.data === null) throw usage('cli.verify.needsTable');
  const table = await readSource(anew.data);
  const background = anew.background === null ? null : await readSource(anew.background);
  const findings: Finding[] = [];
  const differs = (text: Message): void => void findings.push({ file: files.bundle, line: null, text });
  const found = await sha256(table.data);
  if (found !== was.sha256) differs(message('cli.verify.otherTable', { found, wanted: was.sha256 }));
  const other = request.background && 'sha256' in request.background ? request.background.sha256 : null;
  if ((background ? await sha256(background.data) : null) !== other) differs(message('cli.verify.otherBackground'));
  if (findings.length > 0) return { said, findings };
  let result: Verified = { said, findings };
  await withModel({
    choice: anew.choice,
    terminal,
    stop,
    ownCard: bundle.card,
    read: async () => ({ files: { table } }),
    async run(model, _, oriel) {
      if (model.facts.model !== by.sha256) {
        differs(message('cli.verify.otherModel', { found: model.facts.model, wanted: by.sha256 }));
        return;
      }
      const comparison = createComparison(folder, bundle, (record, own) => judged(record, compareRecords(record, own)));
      const meets = request.when === null ? null : meeting(readCondition(request.when), model.facts);
      if (meets) await whileAlive(model.answerRows({ signal: stop }), oriel);
      const options = optionsOf(bundle, background);
      const outcomes = outcomesOf({
        model,
        rows: bundle.rows,
        meets,
        options,
        records: bundle.records,
        tell: (note) => terminal.say(note),
      });
      let done = 0;
      async function all(): Promise<void> {
        for await (const block of outcomes) {
          await comparison.next(block);
          done += countOfOutcomes(block);
          terminal.progress(message('cli.verify.progress', { done, total: bundle.counts.rows }));
        }
      }
      await whileAlive(all(), oriel);
      if (done < bundle.counts.rows) throw new OrielError('failure-cancelled');
      const { same, close, findings: compared } = await comparison.end();
      result = { said: [...said, message('cli.verify.anew', { same, close })], findings: compared };
    },
  });
  return result;
}

/** What a bundle's rows were asked for. */
function optionsOf({ request }: Bundle, other: Source | null): ExplainOptions {
  const { explainer, options, outputs, space, groups, background, sequence, samples, error, seed, absent } = request;
  const { kind, ...how } = absent ?? {};
  const drawn = background && 'rows' in background ? { background: { rows: background.rows } } : {};
  return {
    explainer,
    explainerOptions: options,
    outputs,
    space,
    groups,
    seed,
    budget: { ...(samples !== null && { samples }), ...(error !== null && { error }) },
    ...(other ? { background: { file: other } } : drawn),
    ...(sequence && { sequence: { players: sequence } }),
    ...(absent && { tabular: { absent: kind, ...how } }),
    backend: 'wasm',
  };
}
