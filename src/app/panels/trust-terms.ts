import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { message } from '../../catalogue/message.ts';
import { cellText } from '../../charts/format.ts';
import { cardWords } from '../../data/card-words.ts';
import { explainers } from '../../explainers/index.ts';
import { explainerKey } from '../../explainers/keys.ts';
import type { Explanation } from '../../records/record.ts';
import { formatNumber } from '../../wording/format.ts';
import { backendText, backgroundText, errorOf, otherBackendText, workText } from '../../wording/trust-words.ts';
import type { Shown } from '../state.ts';

/** Measures of a record's fidelity that have a name for people; others go by their own. */
const measures = [
  'r2',
  'localPrediction',
  'selected',
  'effectiveSamples',
  'stabilityJaccard',
  'stabilitySpread',
  'interactionError',
  'interactionSamples',
  'deletionArea',
  'insertionArea',
  'trees',
] as const;

/** A term and what it is; absent where the record says nothing of it. */
type Term = readonly [name: string, value: string | TemplateResult | undefined];

/**
 * What a record holds, in the field's own terms and unrounded, for the output at this place in it.
 */
export function termsOf({ record, study, unfinished }: Shown, output: number, language: Language): readonly Term[] {
  const say = language.say;
  const error = errorOf(record, output);
  const residual = record.additivityResidual?.[output];
  const { background, explainer } = record;
  const work = workText(record, language);
  return [
    [say('page.trust.term.method'), methodText(explainer.name, language)],
    [say('page.trust.term.why'), language.text(explainer.whyMessage ?? explainer.why)],
    [say('page.trust.term.space'), say(`page.trust.term.spaces.${record.space}`)],
    [say('page.trust.term.error'), error ? threeDigits(error.largest, language) : undefined],
    [say('page.trust.term.residual'), residual === undefined ? undefined : threeDigits(residual, language)],
    ...Object.keys(record.fidelity).map(
      (name): Term => [measureLabel(name, language), measureText(record, name, output, language)],
    ),
    [say('page.trust.term.base'), formatNumber(record.base[output], language)],
    [say('page.trust.term.prediction'), formatNumber(record.prediction[output], language)],
    [say('page.trust.term.background'), background ? backgroundText(background, language) : undefined],
    [say('page.trust.term.seed'), String(record.seed)],
    [say('page.trust.term.work'), unfinished ? work : `${work} ${say(`page.trust.stopped.${record.stopped}`)}`],
    [say('page.trust.term.where'), backEnd(record, language)],
    [say('page.trust.term.runtime'), theirs(record.runtime)],
    [say('page.trust.term.engine'), theirs(record.engine)],
    [say('page.trust.term.model'), theirs(record.model.sha256)],
    [say('page.trust.term.input'), theirs(record.input.sha256)],
    [say('page.trust.term.source'), theirs(study.card.source)],
    [say('page.trust.term.licence'), theirs(study.card.licence)],
    [say('page.trust.term.note'), theirs(cardWords(study.card, language.tag).note)],
  ];
}

/** A number of the field's own terms, unrounded as far as anybody reads it. */
const threeDigits = (value: number, language: Language): string => cellText(Number(value.toPrecision(3)), language);

/** What others wrote, in whichever direction: the line around it keeps its own. */
const theirs = (text: string | undefined): TemplateResult | undefined =>
  text === undefined ? undefined : html`<bdi>${text}</bdi>`;

function methodText(name: string, language: Language): string {
  const known = explainers.some((explainer) => explainer.name === name);
  return known ? language.say('page.trust.term.named', { label: message(explainerKey(name, 'label')), name }) : name;
}

/** The words that hold once the model was compared take their room from the start. */
function backEnd(record: Explanation, language: Language): TemplateResult {
  const other = otherBackendText(record, language);
  return html`
    <span class="either">
      <span>${backendText(record, language)}</span>
      ${other === null ? nothing : html`<span class="unsaid" aria-hidden="true">${other}</span>`}
    </span>
  `;
}

function measureLabel(name: string, language: Language): string {
  const known = measures.find((measure) => measure === name);
  return known ? language.say(`page.trust.term.measures.${known}`) : name;
}

function measureText(record: Explanation, name: string, output: number, language: Language): string | undefined {
  const measure = record.fidelity[name];
  const one = Array.isArray(measure) ? measure[output] : measure;
  // Curves are too long for a line; their areas are not.
  if (one === null || one === undefined || Array.isArray(one)) return undefined;
  return typeof one === 'number' ? formatNumber(one, language) : String(one);
}
