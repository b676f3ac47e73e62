import { html, nothing, type TemplateResult } from 'lit';
import type { Examples, Rule } from '../../library/index.ts';
import { amountText, isProtected } from '../../wording/answer-sentence.ts';
import { shownClass } from '../../wording/classes.ts';
import type { ChangeWords } from '../../wording/counterfactual-words.ts';
import { remarkOn } from '../../wording/display.ts';
import { differences, examplesCompared, exampleTitle } from '../../wording/examples-words.ts';
import { ruleRemarks, ruleSentence } from '../../wording/rule-words.ts';
import { wordsForChanges } from '../../wording/words-for-changes.ts';
import { asideQuestionOf } from '../changing/asides.ts';
import type { Aside } from '../changing/changing-state.ts';
import type { Topic } from '../state.ts';
import { Panel } from './panel.ts';

/** A rule for answers like this one, and similar rows: folded up, and looked for once unfolded. */
export class ChangeAsides extends Panel {
  protected override render() {
    const { topic, changing } = this.state;
    const question = asideQuestionOf(this.state);
    if (!topic || !question) return nothing;
    const { rule, examples } = changing.asides;
    const own = <Search extends { readonly study: unknown; readonly key: string }>(search: Search | null) =>
      search?.study === topic.study && search.key === question.key ? search : null;
    const [found, alike] = [own(rule), own(examples)];
    return html`
      ${this.fold('rule', found, found?.record ? this.rule(found.record, topic) : null)}
      ${this.fold('examples', alike, alike?.record ? this.examples(alike.record, topic) : null)}
    `;
  }

  private fold(
    kind: Aside,
    search: { readonly error: Rule['backend']['whyMessage'] | null } | null,
    body: TemplateResult | null,
  ): TemplateResult {
    const { language, changing } = this.state;
    const wanted = changing.asides.wanted.includes(kind);
    const toggle = (event: Event) => this.controller.wantAside(kind, (event.currentTarget as HTMLDetailsElement).open);
    const error = search?.error ?? null;
    return html`
      <details class="aside" .open=${wanted} @toggle=${toggle}>
        <summary>${this.say(`page.changing.aside.${kind}`)}</summary>
        ${error ? html`<p class="remark" role="status">${language.text(error)}</p>` : nothing}
        ${
          wanted && !error && !body
            ? html`<p class="remark waits" role="status">${this.say(`page.changing.aside.${kind}.waiting`)}</p>`
            : nothing
        }
        ${body && wanted ? html`<div class="found">${body}</div>` : nothing}
      </details>
    `;
  }

  private rule(record: Rule, topic: Topic): TemplateResult {
    const { language } = this.state;
    const words = wordsForChanges(topic.study, language);
    const columns = record.conditions.map(({ column }) => column);
    return html`
      <p>${ruleSentence(record, words, language)}</p>
      <p class="hint">${[...ruleRemarks(record, language), this.stopped(record)].join(' ')}</p>
      ${this.shielded(columns, topic)}
    `;
  }

  private examples(record: Examples, topic: Topic): TemplateResult {
    const { language } = this.state;
    const words = wordsForChanges(topic.study, language, 'alone');
    const columns = record.input.columns.filter((_, at) =>
      [...record.same, ...record.other].some(({ values }) => values[at] !== record.input.values[at]),
    );
    return html`
      ${this.within(record, topic)}
      ${(['same', 'other'] as const).map(
        (kind) => html`
          <h4>${language.say(kind === 'same' ? 'chart.change.examples.same' : 'chart.change.examples.other')}</h4>
          ${
            record[kind].length === 0
              ? html`<p class="hint">${language.say('chart.change.examples.none')}</p>`
              : html`<ul class="ways">${record[kind].map((example) => this.example(record, example, words))}</ul>`
          }
        `,
      )}
      <p class="hint">${examplesCompared(record, language)}</p>
      ${this.shielded(columns, topic)}
    `;
  }

  /** A row that is like it, which leads to its decision, and what it has other. */
  private example(record: Examples, example: Examples['same'][number], words: ChangeWords): TemplateResult {
    const { language } = this.state;
    const unlike = differences(record, example, words, language);
    const title = exampleTitle(record, example, words, language);
    return html`
      <li>
        <p><button type="button" class="link"
          @click=${() => void this.controller.chooseRow(example.row)}>${title}</button></p>
        ${
          unlike.length === 0
            ? html`<p class="hint">${language.say('chart.change.examples.alike')}</p>`
            : html`<dl>${unlike.map(
                ({ column, own, other }) => html`<div><dt><bdi>${column}</bdi></dt>
                  <dd>${this.say('page.changing.aside.unlike', { own, other })}</dd></div>`,
              )}</dl>`
        }
      </li>
    `;
  }

  /** Of numbers: which answers count as the same. */
  private within({ target, outputs, modelOutput }: Examples, { study }: Topic): TemplateResult | typeof nothing {
    if (target.kind !== 'range' || target.least === null || target.most === null) return nothing;
    const { language } = this.state;
    const choice = shownClass(study, null, modelOutput, outputs);
    const [least, most] = [target.least, target.most].map((value) => amountText(study.card, choice, value, language));
    return html`<p class="hint">${this.say('page.changing.aside.within', { least, most })}</p>`;
  }

  private stopped({ stopped }: Rule): string {
    return stopped === 'done' ? '' : this.say('page.changing.stopped', { why: stopped });
  }

  /** What the mark of columns means that ought not to count. */
  private shielded(columns: readonly string[], { study: { card } }: Topic): TemplateResult | typeof nothing {
    const marked = columns.filter((column) => isProtected(card, [column]));
    const remark = remarkOn(marked, card, this.state.language);
    return remark ? html`<p class="hint">${remark}</p>` : nothing;
  }
}

customElements.define('oriel-change-asides', ChangeAsides);
