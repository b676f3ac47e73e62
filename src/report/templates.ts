import { html, type Markup, name } from './markup.ts';
import { answerText, decisionText, waySentences } from './person.ts';
import { facts, paragraph, section } from './pieces.ts';
import { comparedWith, groupOf, reasonsOf } from './reasons.ts';
import { isSilent, type Subject } from './subject.ts';

/** Words that laws ask for, filled in as far as the record goes; no legal advice. */
export function wordingTemplates(subject: Subject): Markup | null {
  const { say } = subject.language;
  const isTable = subject.record.input.kind === 'tabular';
  return section(
    say('report.law.title'),
    paragraph(html`<strong>${say('report.law.noAdvice')}</strong>`, 'note'),
    isTable && regulationB(subject),
    europe(subject, isTable),
  );
}

function reasonList(subject: Subject): Markup | null {
  const reasons = reasonsOf(subject);
  if (reasons.length === 0) return null;
  const items = reasons.map(({ name: called, value }) => {
    const own = value !== null && [': ', name(value)];
    return html`<li>${name(called)}${own}</li>\n`;
  });
  return html`<ol>
${items}</ol>
`;
}

/** 12 CFR 1002.9(b)(2): the specific principal reasons. */
function regulationB(subject: Subject): Markup {
  const { say } = subject.language;
  const reasons = reasonsOf(subject);
  const statement = [
    paragraph(say('report.us.statement', { decision: decisionText(subject) })),
    reasonList(subject) ?? paragraph(say('report.us.noReasons')),
    paragraph(groupOf(subject)),
  ];
  const isMarked = reasons.some(({ isProtected }) => isProtected);
  return html`<h4>${say('report.us.title')}</h4>
<div class="template">
${statement}</div>
${isMarked && paragraph(html`<strong>${say('report.us.protected')}</strong>`)}${paragraph(say('report.us.note'))}`;
}

/** Art. 86 AI Act, Art. 15(1)(h) GDPR as read in C-203/22, Art. 18(8) Directive (EU) 2023/2225. */
function europe(subject: Subject, isTable: boolean): Markup {
  const { language, words, about, changes } = subject;
  const { say } = language;
  const main = reasonsOf(subject).map((reason) => reason.name);
  const ways = changes.flatMap((found) => waySentences(found, subject));
  const decided = say('report.eu.decision', { decision: decisionText(subject), given: about.decision !== null });
  const counted = say('report.eu.reasons', { reasons: main.length > 0 ? language.list(main).join('') : null });
  const logic = isSilent(subject) ? say('report.reasons.silent') : comparedWith(subject);
  const variation = ways.length > 0 ? name(ways.join(' ')) : say('report.eu.noVariation');
  return html`<h4>${say('report.eu.title')}</h4>
<div class="template">
<p class="act">${say('report.eu.act')}</p>
${facts([
  [
    say('report.eu.role'),
    [
      say('report.eu.roleText', { model: words.name, answer: answerText(subject) }),
      ' ',
      say('report.role.decides', { who: words.whoDecides ?? null }),
    ],
  ],
  [say('report.eu.elements'), [decided, ' ', counted]],
])}<p class="act">${say('report.eu.access')}</p>
${facts([
  [say('report.eu.procedure'), [logic, ' ', counted]],
  [say('report.eu.dataUsed'), say('report.eu.dataUsedText')],
  [say('report.eu.variation'), variation],
  [say('report.eu.significance'), say('report.eu.fill')],
])}${
  isTable &&
  html`<p class="act">${say('report.eu.credit')}</p>
${facts([
  [say('report.eu.explanation'), [logic, ' ', counted]],
  [say('report.eu.risks'), say('report.eu.risksText')],
  [say('report.eu.effects'), [decided, ' ', say('report.eu.fill')]],
  [say('report.eu.view'), say('report.eu.viewText', { contact: about.contact })],
])}`
}</div>
${paragraph(say('report.eu.note'))}`;
}
