import { message } from '../catalogue/message.ts';
import { isConditional, type View } from '../charts/view.ts';
import { explainers } from '../explainers/index.ts';
import { explainerKey } from '../explainers/keys.ts';
import { backendText, repeatText, workText } from '../wording/trust-words.ts';
import { checks, outsideRange, protectedColumns, values } from './auditor-values.ts';
import { html, type Markup, name, type Part } from './markup.ts';
import { modelQuality } from './model-quality.ts';
import { code, dateText, facts, names, paragraph, section } from './pieces.ts';
import { repeatCommand } from './repeat-command.ts';
import type { Subject } from './subject.ts';
import { wordingTemplates } from './templates.ts';

/** Classes that are named. */
const CLASSES = 20;

/** The part for the auditor. `recordHash`: SHA-256 of the record's canonical JSON. */
export function auditorPart(subject: Subject, recordHash: string): Markup {
  const sections = [
    identity(subject, recordHash),
    card(subject),
    howExplained(subject),
    values(subject),
    checks(subject),
    protectedColumns(subject),
    outsideRange(subject),
    modelQuality(subject),
    logEntries(subject, recordHash),
    repeat(subject),
    limitsOfMethod(subject),
    wordingTemplates(subject),
  ];
  return html`<h2>${subject.language.say('report.auditor')}</h2>
${sections}`;
}

function identity({ record, language, about }: Subject, recordHash: string): Markup | null {
  const { say } = language;
  const { model, input, background } = record;
  return section(
    say('report.identity.title'),
    facts([
      [say('report.identity.model'), [name(model.name), ', ', model.format, html`<br>`, code(model.sha256)]],
      [say('report.identity.answering'), model.trees && say('report.identity.trees', { trees: model.trees })],
      [say('report.identity.finalStep'), model.finalStep],
      [say('report.identity.outputTensor'), model.outputTensor && name(model.outputTensor)],
      [
        say('report.identity.input'),
        [say('report.identity.kind', { kind: input.kind }), html`<br>`, code(input.sha256)],
      ],
      [
        say('report.identity.background'),
        background && [
          say('report.identity.backgroundText', { rows: background.rows, method: methodOf(background.method) }),
          html`<br>`,
          code(background.sha256),
        ],
      ],
      [
        say('report.identity.record'),
        [code(record.id), html`<br>`, say('report.identity.recordHash'), ' ', code(recordHash)],
      ],
      [say('report.identity.made'), dateText(record.created, language, true)],
      [say('report.identity.report'), [dateText(about.made, language, true), ', ', about.engine]],
      [say('page.trust.term.engine'), record.engine],
      [say('page.trust.term.runtime'), record.runtime],
      [say('report.identity.where'), backendText(record, language)],
    ]),
  );
}

/** How a background was chosen, as the catalogue tells it. */
const methodOf = (method: string): string =>
  method === 'sample' ? 'sample' : method === 'k-means' ? 'clusters' : 'given';

function card({ about, words, language, card: shown }: Subject): Markup | null {
  const { say } = language;
  if (!about.card) return section(say('report.card.title'), paragraph(say('report.card.none')));
  return section(
    say('report.card.title'),
    facts([
      [say('report.card.name'), name(words.name)],
      [say('report.card.task'), say('report.card.tasks', { task: shown.task })],
      [say('report.card.classes'), shown.classes && classesText(shown.classes.map(words.class), language)],
      [say('report.card.threshold'), shown.threshold === undefined ? null : language.number(shown.threshold)],
      [say('report.card.target'), shown.target ? name(shown.target) : null],
      [say('report.card.who'), words.whoDecides && name(words.whoDecides)],
      [say('report.card.holdout'), shown.holdout && language.number(shown.holdout.length)],
      [say('report.card.source'), shown.source && name(shown.source)],
      [say('report.card.licence'), shown.licence && name(shown.licence)],
      [say('report.card.note'), words.note && name(words.note)],
    ]),
  );
}

/** Some models of pictures know a thousand: the file has all of them with the card. */
function classesText(classes: readonly string[], language: Subject['language']): Part {
  if (classes.length <= CLASSES) return names(classes, language);
  const more = language.say('page.model.more', { more: classes.length - CLASSES });
  return [...classes.slice(0, CLASSES).map((one) => [name(one), ', ']), more];
}

function howExplained({ record, language }: Subject): Markup | null {
  const { say } = language;
  const { explainer, background, seed, space } = record;
  const known = explainers.some((one) => one.name === explainer.name);
  const options = Object.entries(explainer.options).map(([option, value]) => html`${option} = ${String(value)}`);
  return section(
    say('report.how.title'),
    paragraph(
      say('report.how.background', {
        ...{ rows: background?.rows ?? null, method: background ? methodOf(background.method) : null },
        ...{ seed: background?.seed ?? null, kind: record.input.kind },
        absent: record.input.kind === 'text' ? record.input.absent : null,
        fill: record.input.kind === 'image' ? record.input.fill : null,
        drawn: isConditional(record) ? 'yes' : 'no',
      }),
    ),
    facts([
      [
        say('page.trust.term.method'),
        known
          ? say('page.trust.term.named', {
              label: message(explainerKey(explainer.name, 'label')),
              name: explainer.name,
            })
          : name(explainer.name),
      ],
      [say('report.how.requested'), name(explainer.requested)],
      [say('page.trust.term.why'), name(language.text(explainer.whyMessage ?? explainer.why))],
      [say('report.how.options'), options.length > 0 && options.map((one, at) => (at > 0 ? [', ', one] : one))],
      [say('report.how.limits'), askedText(record, language)],
      [say('page.trust.term.space'), say(`page.trust.term.spaces.${space}`)],
      [say('page.trust.term.seed'), String(seed)],
      [say('report.how.work'), [workText(record, language), ' ', say(`page.trust.stopped.${record.stopped}`)]],
      [say('page.trust.repeat'), repeatText({ record }, language)],
    ]),
  );
}

/** How far it was to go, as it was asked for; empty where that was left to Oriel. */
function askedText({ asked = {} }: Subject['record'], { say, number }: Subject['language']): string {
  const { samples, error, milliseconds } = asked;
  return [
    ...(samples === undefined ? [] : [say('report.how.samplesAsked', { samples })]),
    ...(error === undefined
      ? []
      : [say('report.how.errorAsked', { percent: number(100 * error, { maximumSignificantDigits: 3 }) })]),
    ...(milliseconds === undefined ? [] : [say('report.how.timeAsked', { milliseconds })]),
  ].join(', ');
}

function logEntries({ about, record, language }: Subject, recordHash: string): Markup | null {
  const { say } = language;
  const title = say('report.log.title');
  const own = about.log.filter((entry) => entry.record === record.id || entry.recordSha256 === recordHash);
  if (own.length === 0) return section(title, paragraph(say('report.log.none')));
  return section(
    title,
    own.map((entry) =>
      facts([
        [say('report.log.entry'), say('report.log.number', { n: entry.n, kind: entry.kind })],
        [say('report.log.time'), dateText(entry.time, language, true)],
        [say('report.log.text'), entry.text === undefined ? null : name(entry.text)],
        [say('report.log.recordHash'), entry.recordSha256 && code(entry.recordSha256)],
        [say('report.log.hash'), code(entry.hash)],
        [say('report.log.previous'), code(entry.previous)],
      ]),
    ),
  );
}

function repeat({ record, about, language }: Subject): Markup | null {
  const { say } = language;
  const parts = repeatCommand(record, about.card !== null);
  const command = parts.map((part, at) => [at > 0 && ' ', html`<span>${part}</span>`]);
  return section(
    say('report.repeat.title'),
    paragraph(say('report.repeat.says')),
    html`<pre><code>${command}</code></pre>\n`,
    paragraph(say('report.repeat.verify')),
    html`<pre><code>oriel verify REPORT.html --model MODEL --data DATA.csv</code></pre>\n`,
  );
}

/** What the method is: shares that add up, a simple model nearby, or effects one by one. */
const methodKind = ({ method }: View): 'shap' | 'lime' | 'other' => method;

function limitsOfMethod({ record, language, view }: Subject): Markup | null {
  const { say } = language;
  const estimate = record.standardErrors?.flat().some((error) => error > 0) ?? false;
  const texts = [
    say('report.limits.model'),
    say(`report.limits.${methodKind(view)}`),
    say(isConditional(record) ? 'report.limits.conditional' : `report.limits.${record.input.kind}`),
    ...(estimate ? [say('report.limits.estimate')] : []),
    say('report.limits.right'),
  ];
  return section(
    say('report.limits.title'),
    html`<ul>
${texts.map((text) => html`<li>${text}</li>\n`)}</ul>
`,
  );
}
