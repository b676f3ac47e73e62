import { message } from '../../catalogue/message.ts';
import { anchorRule, type Field, type FoundRule } from '../../counterfactuals/anchor-rule.ts';
import { sha256 } from '../../data/hash.ts';
import { OrielError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { createRandom } from '../../numerics/random.ts';
import { counterfactualId } from '../../records/counterfactual.ts';
import { parseRule, type Rule } from '../../records/rule.ts';
import { proportion } from '../../whole-model/measure.ts';
import type { RuleRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { wrongInput } from '../subjects/open.ts';
import { columnFacts } from './column-facts.ts';
import { begin, type InquiryJob, looked, madeBy } from './inquiry.ts';
import { sameAnswer, thingsOf } from './same-answer.ts';

/** Numbers up to which a column is cut between all of them; others at the quartiles. */
const FEW_NUMBERS = 8;

/** Looks for a rule that keeps the answer to a row. */
export async function findRule(job: InquiryJob<RuleRequest>): Promise<Rule> {
  const { study, request, row } = job;
  if (study.kind !== 'tabular') throw wrongInput(study);
  const [least, most] = limits.precision;
  if (!(request.precision >= least && request.precision <= most))
    throw new OrielError('request-invalid', { text: message('engine.rule.precision', { least, most }) });
  const begun = await begin(job);
  const { answers } = begun;
  const { goal, target } = sameAnswer(study, answers, request.within);
  const fields = fieldsOf(study);
  const table = study.usable().rows;
  const { columns, outputs } = study.study;
  const names = columns.map(({ name }) => name);
  const values = study.decode(row);
  const digest = await sha256(row);
  const search = anchorRule(
    {
      row,
      outputs: outputs.length,
      goal,
      fields,
      table,
      random: createRandom(request.seed).fork('rule'),
    },
    { precision: request.precision },
  );

  const share = (hits: number, of: number): Rule['precision'] => {
    const { value, low, high } = proportion(hits, of);
    return { value: value ?? 0, low: low ?? 0, high: high ?? 1, of };
  };
  const recordOf = (found: FoundRule | null, calls: number, stopped: Rule['stopped']): Rule => ({
    schema: 'oriel.rule/1',
    ...madeBy(job, begun),
    input: { sha256: digest, columns: names, values: [...values], row: job.number },
    outputs: [...outputs],
    modelOutput: Array.from(answers),
    target,
    conditions: (found?.rule ?? []).flatMap(({ field, least, most }) =>
      fields[field].columns
        // Of columns of which one stands for a level, the one that does says it all.
        .filter((column, _, all) => row[column] !== 0 || all.every((each) => row[each] === 0))
        .map((column) => ({
          column: names[column],
          least,
          most,
          is: least === null && most === null ? values[column] : null,
        })),
    ),
    precision: share(found?.hits ?? 0, found?.draws ?? 0),
    coverage: share(found?.covered ?? 0, table.count),
    inTable: found?.asked ? share(found.asked.hits, found.asked.rows) : null,
    wanted: request.precision,
    holds: found?.holds ?? false,
    method: found?.method ?? 'bandit',
    calls,
    stopped,
  });
  const record = await looked(job, begun, { search, columns: row.length, recordOf });
  return parseRule({ ...record, id: await counterfactualId(record) });
}

/** What rules may speak of: nothing that names the rows or has one value alone. */
function fieldsOf(study: TabularStudy): Field[] {
  const facts = columnFacts(study);
  const statistics = study.statistics();
  return thingsOf(study)
    .filter((columns) => columns.some((at) => !facts[at].identifier && facts[at].seen.length > 0))
    .map((columns) => {
      const [at] = columns;
      if (columns.length > 1 || study.study.columns[at].levels) return { columns, cuts: null };
      const { seen } = facts[at];
      return { columns, cuts: seen.length <= FEW_NUMBERS ? Array.from(seen.slice(0, -1)) : [...statistics[at].edges] };
    });
}
