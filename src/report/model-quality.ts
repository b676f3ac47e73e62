import { rounded } from '../charts/format.ts';
import type { Inspection } from '../records/inspection.ts';
import { modelFigure } from './figures.ts';
import { html, type Markup, name } from './markup.ts';
import { type Fact, facts, paragraph, section } from './pieces.ts';
import type { Subject } from './subject.ts';

type Performance = NonNullable<Inspection['performance']>;
type Measure = Extract<Performance, { kind: 'regression' }>['r2'];

/** Divisions into groups that are shown. */
const DIVISIONS = 4;

/** How good the model is as a whole, and in groups, where that was looked at. */
export function modelQuality(subject: Subject): Markup | null {
  const { about, language, record } = subject;
  const { say } = language;
  const { inspection } = about;
  const title = say('report.quality.title');
  if (!inspection || inspection.model.sha256 !== record.model.sha256)
    return section(title, paragraph(say('report.quality.none')));
  const { table, performance, fairness, warnings } = inspection;
  const divisions = (fairness ?? []).slice(0, DIVISIONS);
  return section(
    title,
    paragraph(
      say('report.quality.rows', {
        ...{ used: table.used, rows: table.rows, known: table.known, file: table.file },
        trained: table.trained,
      }),
    ),
    warnings.map((warning) => warning && paragraph(name(language.text(warning)))),
    performance ? facts(measuresOf(performance, subject)) : paragraph(say('report.quality.unknown')),
    modelFigure('calibration', inspection, {}, subject),
    divisions.length > 0 && html`<h4>${say('report.quality.groups')}</h4>\n`,
    divisions.map((_, division) => modelFigure('rates', inspection, { division }, subject)),
  );
}

function measuresOf(performance: Performance, { language }: Subject): Fact[] {
  const { say } = language;
  const fact = (measure: string, value: Measure): Fact => [
    say('report.quality.measure', { measure }),
    measureText(value, language),
  ];
  if (performance.kind === 'regression')
    return [
      fact('r2', performance.r2),
      fact('mae', performance.mae),
      fact('rmse', performance.rmse),
      fact('median', performance.medianAbsoluteError),
    ];
  if (performance.kind === 'multiclass')
    return [
      fact('accuracy', performance.accuracy),
      fact('macroF1', performance.macroF1),
      fact('rocAuc', performance.rocAuc),
      fact('logLoss', performance.logLoss),
    ];
  const { decisions, calibrationError } = performance;
  return [
    fact('rocAuc', performance.rocAuc),
    fact('averagePrecision', performance.averagePrecision),
    fact('brier', performance.brier),
    fact('calibration', { value: calibrationError, low: null, high: null }),
    fact('accuracy', decisions.accuracy),
    fact('precision', decisions.precision),
    fact('recall', decisions.recall),
    fact('specificity', decisions.specificity),
  ];
}

function measureText({ value, low, high }: Measure, language: Subject['language']): string {
  if (value === null) return language.say('report.quality.undefined');
  const isKnown = low !== null && high !== null && low < high;
  const size = Math.max(Math.abs(value), Math.abs(low ?? 0), Math.abs(high ?? 0));
  const last = Math.floor(Math.log10((isKnown ? (high - low) / 2 : size / 10) || 1)) - 1;
  const written = (number: number): string => rounded(number, Math.min(last, 0), size, language);
  return language.say('report.quality.value', {
    value: written(value),
    low: isKnown ? written(low) : null,
    high: isKnown ? written(high) : null,
  });
}
