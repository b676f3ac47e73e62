import { message } from '../../catalogue/message.ts';
import { type Example, type FoundExamples, nearestExamples } from '../../counterfactuals/nearest-examples.ts';
import { sha256 } from '../../data/hash.ts';
import { OrielError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { counterfactualId } from '../../records/counterfactual.ts';
import { type Examples, parseExamples } from '../../records/examples.ts';
import type { ExamplesRequest } from '../protocol.ts';
import { wrongInput } from '../subjects/open.ts';
import { columnFacts } from './column-facts.ts';
import { begin, type InquiryJob, looked, madeBy } from './inquiry.ts';
import { sameAnswer, thingsOf } from './same-answer.ts';

/** Looks for the rows of the table that are the most like one. */
export async function findExamples(job: InquiryJob<ExamplesRequest>): Promise<Examples> {
  const { study, request, row, number } = job;
  if (study.kind !== 'tabular') throw wrongInput(study);
  const [least, most] = limits.examples;
  if (!(Number.isInteger(request.count) && request.count >= least && request.count <= most))
    throw new OrielError('request-invalid', { text: message('engine.change.count', { least, most }) });
  const begun = await begin(job);
  const { answers } = begun;
  const { goal, target } = sameAnswer(study, answers, request.within);
  const facts = columnFacts(study);
  const table = study.usable().rows;
  const { columns, outputs, rows } = study.study;
  // Rows that the model cannot take are not among those that are compared.
  const numbers = Array.from({ length: rows }, (_, at) => at).filter((at) => table.count === rows || study.takes(at));
  const differing = thingsOf(study)
    .filter((things) => !things.some((at) => facts[at].identifier))
    .map((things) => ({
      columns: things,
      scale: things.length > 1 || columns[things[0]].levels ? null : facts[things[0]].deviation,
    }));
  const digest = await sha256(row);
  const search = nearestExamples({
    row,
    outputs: outputs.length,
    goal,
    differing,
    table,
    without: number === null ? null : numbers.indexOf(number),
    count: request.count,
  });
  const exampleOf = ({ row: at, changed, distance, answers: own }: Example): Examples['same'][number] => ({
    row: numbers[at],
    changed,
    distance,
    values: [...study.decode(table.data.slice(at * table.columns, (at + 1) * table.columns))],
    output: Array.from(own),
    known: study.known(numbers[at]),
  });
  const recordOf = (found: FoundExamples, calls: number, stopped: Examples['stopped']): Examples => ({
    schema: 'oriel.examples/1',
    ...madeBy(job, begun),
    input: { sha256: digest, columns: columns.map(({ name }) => name), values: [...study.decode(row)], row: number },
    outputs: [...outputs],
    modelOutput: Array.from(answers),
    target,
    deviations: columns.map(({ levels }, at) => (levels ? null : facts[at].deviation)),
    same: found.same.map(exampleOf),
    other: found.other.map(exampleOf),
    rows: table.count,
    complete: found.complete,
    calls,
    stopped,
  });
  const record = await looked(job, begun, { search, columns: row.length, recordOf });
  return parseExamples({ ...record, id: await counterfactualId(record) });
}
