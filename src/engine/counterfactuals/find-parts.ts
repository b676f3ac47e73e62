import { message } from '../../catalogue/message.ts';
import { fewestParts, type PartsOutcome, type PartsProblem } from '../../counterfactuals/fewest-parts.ts';
import { largestOf } from '../../counterfactuals/goal.ts';
import { OrielError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { counterfactualId } from '../../records/counterfactual.ts';
import { type PartsCounterfactual, parsePartsCounterfactual } from '../../records/parts-counterfactual.ts';
import type { PartsRequest } from '../protocol.ts';
import { wrongInput } from '../subjects/open.ts';
import type { InParts } from './in-parts.ts';
import { begin, type InquiryJob, looked, madeBy } from './inquiry.ts';
import { targetOf } from './target.ts';

/** Outputs up to which a record has all of them. */
const FEW_OUTPUTS = 20;

/** Looks for the fewest parts of a text or a picture that the answer hangs on. */
export async function findParts(job: InquiryJob<PartsRequest>): Promise<PartsCounterfactual> {
  const { study, request } = job;
  const { input } = request;
  const [least, most] = limits.ways;
  if (!(Number.isInteger(request.count) && request.count >= least && request.count <= most))
    throw new OrielError('request-invalid', { text: message('engine.change.count', { least, most }) });
  const begun = await begin(job);
  const { answers } = begun;
  const { goal, target } = targetOf(study, answers, request.to);
  let parted: InParts;
  if (study.kind === 'text' && input.kind === 'text')
    parted = await (await import('./text-parts.ts')).textInParts(study, input.text, request);
  else if (study.kind === 'image' && job.picture)
    parted = await (await import('./picture-parts.ts')).pictureInParts(study, job.picture, request);
  else throw wrongInput(study);
  const { variants } = parted;
  const changed = Math.min(request.changed ?? variants.length, variants.length);
  const problem: PartsProblem = { ...parted, answers, goal, most: changed, count: request.count };

  const names = study.study.outputs;
  const recordOf = (
    { found, proof, bound }: PartsOutcome,
    calls: number,
    stopped: PartsCounterfactual['stopped'],
  ): PartsCounterfactual => {
    const kept = keptOutputs(
      [answers, ...found.map((way) => way.answers)],
      [...(target.kind === 'class' ? [target.class] : [target.output])].map((name) => names.indexOf(name ?? '')),
    );
    return {
      schema: 'oriel.counterfactual/1',
      ...madeBy(job, begun),
      input: parted.input,
      outputs: kept.map((at) => names[at]),
      modelOutput: kept.map((at) => answers[at]),
      target,
      change: parted.change,
      limits: { changed },
      proof,
      bound: bound && { changed: bound.changed, distance: bound.distance },
      ways: found.map((way) => ({
        changed: way.changed,
        distance: way.distance,
        parts: [...way.levers],
        ...parted.wayOf(way),
        output: kept.map((at) => way.answers[at]),
        nearest: way.nearest,
      })),
      calls,
      stopped,
    };
  };
  const { answering = (pool) => pool, columns } = parted;
  const record = await looked(job, begun, {
    search: fewestParts(problem),
    columns,
    pool: answering(job.pool),
    recordOf,
  });
  return parsePartsCounterfactual({ ...record, id: await counterfactualId(record) });
}

/** Outputs that a record has: all of few, else the largest ones and those that are asked for. */
function keptOutputs(answers: readonly Float64Array[], asked: readonly number[]): number[] {
  const outputs = answers[0].length;
  if (outputs <= FEW_OUTPUTS) return Array.from({ length: outputs }, (_, at) => at);
  const kept = new Set([...answers.map((each) => largestOf(each, 0, outputs)), ...asked.filter((at) => at >= 0)]);
  return [...kept].sort((a, b) => a - b);
}
