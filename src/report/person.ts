import type { Counterfactual } from '../records/counterfactual.ts';
import type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
import { headline, predictionText } from '../wording/answer-sentence.ts';
import { proofSentence, unusualSentence, waySentence } from '../wording/counterfactual-words.ts';
import { protectedRemark } from '../wording/display.ts';
import { partsProof, partsSentence } from '../wording/parts-words.ts';
import { trustOf } from '../wording/trust-words.ts';
import { labelOf } from '../wording/value-words.ts';
import { explanationFigure } from './figures.ts';
import { html, type Markup, name } from './markup.ts';
import { dateText, facts, names, paragraph, section } from './pieces.ts';
import { comparedWith, type Reason, reasonsOf } from './reasons.ts';
import { isRemoved, isSilent, type Subject } from './subject.ts';

/** The answer in full: "71 % bad risk: over the 50 % line, so bad risk." */
export const answerText = ({ card, choice, record, output, language }: Subject): string =>
  headline(card, choice, record.modelOutput[output], language)
    .map(({ text }) => text)
    .join('');

/** What was decided, in words; where that is not said, what the model answered. */
export const decisionText = ({ about, card, choice, record, output, language }: Subject): string =>
  about.decision ?? predictionText(card, choice, record.modelOutput[output], language);

/** The first lines: what it is about, and when it was. */
export function opening(subject: Subject): Markup {
  const { about, record, language, words, number, count } = subject;
  const { say } = language;
  const lead =
    about.decision === null
      ? say('report.answerAlone', { model: words.name })
      : say('report.answerIs', { model: words.name, answer: answerText(subject) });
  return html`<header>
<p class="kicker">${say('report.kicker', { number, count, decided: about.decision !== null })}</p>
<h1>${name(decisionText(subject))}</h1>
<p class="lead">${lead}</p>
${facts([
  [say('report.fact.decided'), about.date === null ? null : dateText(about.date, language)],
  [say('report.fact.answered'), dateText(record.created, language)],
  [say('report.fact.reference'), about.reference === null ? null : name(about.reference)],
  [say('report.fact.report'), dateText(about.made, language)],
])}</header>
`;
}

/** The part for the person concerned. */
export function personPart(subject: Subject): Markup {
  const sections = [
    why(subject),
    role(subject),
    forAndAgainst(subject),
    used(subject),
    sureness(subject),
    otherAnswers(subject),
    rights(subject),
  ];
  return html`<h2>${subject.language.say('report.person')}</h2>
${sections}`;
}

function role({ language, words, about }: Subject): Markup | null {
  const { say } = language;
  return section(
    say('report.role.title'),
    paragraph(say('report.role.model', { model: words.name, decided: about.decision !== null })),
    paragraph(say('report.role.decides', { who: words.whoDecides ?? null })),
  );
}

function why(subject: Subject): Markup | null {
  const { language, record, card } = subject;
  const { say } = language;
  const found = reasonsOf(subject);
  const remark = found.some(({ isProtected }) => isProtected) ? protectedRemark(record, card, language) : null;
  const removed = record.input.kind !== 'tabular' && found.length > 0 && isRemoved(record);
  return section(
    say('report.reasons.heading', { count: found.length, kind: record.input.kind }),
    record.input.kind !== 'tabular' && explanationFigure(subject),
    found.length === 0
      ? paragraph(say(isSilent(subject) ? 'report.reasons.silent' : 'report.reasons.none'))
      : paragraph(comparedWith(subject)),
    found.length > 0 &&
      html`<ol class="reasons">
${found.map((reason) => reasonItem(reason, subject))}</ol>
`,
    removed && paragraph(say('report.reasons.removed')),
    remark !== null && paragraph(remark, 'note'),
  );
}

function reasonItem({ name: called, value, typical, effect }: Reason, { language }: Subject): Markup {
  const said =
    value === null && typical === null
      ? null
      : language.say('report.reasons.values', { own: value, typical, same: value === typical });
  return html`<li><p class="reason">${name(called)} <span class="effect">${effect}</span></p>
${said !== null && html`<p class="values">${said}</p>\n`}</li>
`;
}

function forAndAgainst(subject: Subject): Markup | null {
  const figure = subject.record.input.kind === 'tabular' && explanationFigure(subject);
  return figure ? section(subject.language.say('report.reasons.both'), figure) : null;
}

function used(subject: Subject): Markup | null {
  const { language, record, card, about, view } = subject;
  const { say } = language;
  const { input } = record;
  const title = say('report.used.title');
  if (isRemoved(record)) return section(title, paragraph(say('report.used.removed')));
  if (input.kind === 'image')
    return section(
      title,
      paragraph(say('report.used.picture', { file: input.file, width: input.width, height: input.height })),
    );
  if (input.kind === 'text')
    return section(
      title,
      paragraph(say('report.used.text', { cut: input.part !== null })),
      html`<blockquote>${name(input.text ?? '')}</blockquote>\n`,
    );
  const shown = view.record.input;
  const values = shown.kind === 'tabular' ? (shown.values ?? []) : [];
  const columns = shown.kind === 'tabular' ? shown.columns : [];
  const idle = view.players.filter(({ value, error }) => value === 0 && !error).map((player) => player.name);
  const described = card.features?.map((feature) => feature.name) ?? [];
  const unused = about.unused ?? described.filter((column) => !input.columns.includes(column));
  return section(
    title,
    paragraph(say('report.used.columns', { count: columns.length })),
    facts(
      columns.map((column, at) => [column, name(String(values[at] ?? say('chart.missing')))] as const),
      'data',
    ),
    idle.length > 0 &&
      idle.length < columns.length &&
      paragraph([say('report.used.idle'), ' ', names(idle, language), '.']),
    unused.length > 0
      ? paragraph([
          say('report.used.unused'),
          ' ',
          names(
            unused.map((column) => labelOf(card, column, language)),
            language,
          ),
          '.',
        ])
      : paragraph(say(about.unused === null ? 'report.used.unknown' : 'report.used.all')),
  );
}

function sureness(subject: Subject): Markup | null {
  const { language, record, output, probability } = subject;
  const { say } = language;
  if (isSilent(subject)) return section(say('report.sure.title'), paragraph(say('report.sure.silent')));
  const { word, text } = trustOf({ record, output, probability }, language);
  return section(
    say('report.sure.title'),
    paragraph([html`<strong>${word}.</strong>`, ' ', text]),
    paragraph(say('page.trust.notModel')),
  );
}

/** Ways to another answer that are told. */
const WAYS = 3;

function otherAnswers(subject: Subject): Markup | null {
  const { language, changes } = subject;
  const title = language.say('report.change.title');
  if (changes.length === 0) return section(title, paragraph(language.say('report.change.none')));
  return section(
    title,
    changes.map((found) => (isOfParts(found) ? partsOf(found, subject) : waysOf(found, subject))),
    paragraph(language.say('report.change.world')),
  );
}

export const isOfParts = (found: Counterfactual | PartsCounterfactual): found is PartsCounterfactual =>
  'change' in found;

/** Ways to another answer as sentences. */
export const waySentences = (found: Counterfactual | PartsCounterfactual, subject: Subject): string[] =>
  isOfParts(found)
    ? found.ways.slice(0, WAYS).map((way) => partsSentence(found, way, subject.words, subject.language))
    : found.ways.slice(0, WAYS).map((way) => waySentence(found, way, subject.words, subject.language));

const listed = (texts: readonly (readonly string[])[]): Markup | false =>
  texts.length > 0 &&
  html`<ul>
${texts.map((parts) => html`<li>${name(parts.join(' '))}</li>\n`)}</ul>
`;

function waysOf(found: Counterfactual, subject: Subject): Markup {
  const { language } = subject;
  const texts = waySentences(found, subject).map((text, at) => {
    const unusual = unusualSentence(found.ways[at], language);
    return unusual ? [text, unusual] : [text];
  });
  return html`${listed(texts)}${paragraph(proofSentence(found, language))}`;
}

const partsOf = (found: PartsCounterfactual, subject: Subject): Markup =>
  html`${listed(waySentences(found, subject).map((text) => [text]))}${paragraph(partsProof(found, subject.language))}`;

function rights({ about, language, record }: Subject): Markup | null {
  const { say } = language;
  return section(
    say('report.rights.title'),
    facts(
      [
        [say('report.rights.ask'), about.contact === null ? say('report.rights.askUnknown') : name(about.contact)],
        [say('report.rights.correct'), say('report.rights.correctText')],
        [say('report.rights.review'), say('report.rights.reviewText')],
        [say('report.rights.check'), say('report.rights.checkText', { removed: isRemoved(record) })],
      ],
      'rights',
    ),
    paragraph(say('report.rights.law'), 'note'),
  );
}
