import type { Language } from '../catalogue/language.ts';
import { cellText, percent } from '../charts/format.ts';
import type { Rule } from '../records/rule.ts';
import { type ChangeWords, cellName, columnName, markedName } from './counterfactual-words.ts';

type Condition = Rule['conditions'][number];

/** "duration ≤ 12 months" */
function conditionText({ column, least, most, is }: Condition, words: ChangeWords, language: Language): string {
  const name = markedName(columnName(column, words), [column], words, language);
  const shown = (cell: number | string | null) => cellName(column, cell, words, language);
  if (least === null && most === null) {
    if (is === null) return language.say('chart.change.rule.missing', { column: name });
    if (typeof is === 'string') return language.say('chart.change.rule.level', { column: name, level: shown(is) });
  }
  const [low, high] = [least ?? is, most ?? is];
  const kind = low === high ? 'one' : least === null ? 'most' : most === null ? 'least' : 'between';
  return language.say('chart.change.rule.number', {
    column: name,
    kind,
    least: shown(low),
    most: shown(high),
    unit: words.unit(column) ?? null,
  });
}

/** What all these rows are answered: a class without a share, which differs, or a range. */
function sameAnswer({ target }: Rule, words: ChangeWords, language: Language): string {
  if (target.kind === 'class') return words.class(target.from);
  const { output, least, most } = target;
  const shown = (value: number | null) =>
    value === null ? null : (words.amount?.(output, value) ?? cellText(value, language));
  const kind = least === null ? 'most' : most === null ? 'least' : 'between';
  return language.say('chart.change.rule.range', { kind, least: shown(least), most: shown(most) });
}

/** "Whenever duration ≤ 12, it says good risk (98 % ± 1 % of such rows, 11 % of all)." */
export function ruleSentence(record: Rule, words: ChangeWords, language: Language): string {
  const { conditions, precision, coverage } = record;
  const answer = sameAnswer(record, words, language);
  const { value, low, high } = precision;
  const values = {
    answer,
    precision: percent(value, 0, language),
    error: percent(Math.max(high - value, value - low), 0, language),
  };
  if (conditions.length === 0) return language.say('chart.change.rule.always', values);
  const listed = conditions.map((condition) => conditionText(condition, words, language));
  return language.say('chart.change.rule.sentence', {
    ...values,
    conditions: language.list(listed).join(''),
    coverage: percent(coverage.value, 0, language),
  });
}

/** How sure that is, and what a case is: a sentence each. */
export function ruleRemarks({ holds, wanted, inTable, method }: Rule, language: Language): string[] {
  const own = inTable && { share: percent(inTable.value, 0, language), rows: inTable.of };
  return [
    ...(holds ? [] : [language.say('chart.change.rule.notSure', { wanted: percent(wanted, 0, language) })]),
    ...(own ? [language.say('chart.change.rule.inTable', own)] : []),
    language.say('chart.change.rule.how', { method }),
  ];
}
