import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PartsCounterfactual } from '../../library/index.ts';
import { answerName, type ChangeWords } from '../../wording/counterfactual-words.ts';
import { partPlaces, partsProof, partsSentence } from '../../wording/parts-words.ts';
import { wordsForChanges } from '../../wording/words-for-changes.ts';
import { countOf } from '../changing/asked.ts';
import { wishesFor } from '../changing/changing-state.ts';
import { outlinesOf } from '../changing/hidden-parts.ts';
import { type Stretch, textOfWay } from '../changing/stretches.ts';
import './change-target.ts';
import { checkField } from './fields.ts';
import { Panel } from './panel.ts';

type Way = PartsCounterfactual['ways'][number];

/** The fewest words or parts of a picture without which the answer would be another. */
export class ChangeParts extends Panel {
  static override properties = { ...Panel.properties, record: { attribute: false }, stale: { type: Boolean } };
  declare record: PartsCounterfactual;
  /** Whether it is about an earlier question. */
  declare stale: boolean;

  protected override render() {
    const { record } = this;
    const { topic, language } = this.state;
    if (!topic) return nothing;
    const words = wordsForChanges(topic.study, language);
    const [first, ...others] = record.ways;
    const caution = first ? this.say('page.changing.parts.caution') : '';
    const proof = html`<p class="hint proof">${partsProof(record, language)} ${caution}</p>`;
    if (!first) return html`<p class="change-sentence">${this.say('page.changing.none')}</p> ${proof}`;
    return html`
      <p class="change-sentence">${partsSentence(record, first, words, language)}</p>
      ${this.shown(first, words)} ${proof}
      ${
        others.length > 0
          ? html`<h4>${this.say('page.changing.parts.others', { count: others.length })}</h4>
              <ul class="ways">${others.map(
                (way) => html`<li><p>${partsSentence(record, way, words, language)}</p> ${this.shown(way, words)}</li>`,
              )}</ul>`
          : nothing
      }
    `;
  }

  /** The text or the picture with what changes, and how to try it. */
  private shown(way: Way, words: ChangeWords): TemplateResult {
    return html`${way.text === null ? this.picture(way, words) : [this.struck(way), this.try(way, way.text, words)]}`;
  }

  private struck(way: Way): TemplateResult {
    const all = textOfWay(this.record, way);
    return html`<p class="struck" dir="auto">${all.map((stretch) => this.stretch(stretch))}</p>`;
  }

  /** Struck out for the eye; a screen reader, which may not say so, is told in words. */
  private stretch({ text, gone, by }: Stretch): TemplateResult | string {
    if (!gone) return text;
    const told =
      by === null ? this.say('page.changing.parts.gone', { text }) : this.say('page.changing.parts.by', { text, by });
    return html`<span class="visually-hidden">${told}</span><del aria-hidden="true">${text}</del>${
      by === null ? nothing : html` <ins aria-hidden="true">${by}</ins>`
    }`;
  }

  private try(way: Way, text: string, words: ChangeWords): TemplateResult | typeof nothing {
    if (text.trim() === '') return html`<p class="hint">${this.say('page.changing.parts.empty')}</p>`;
    const { language } = this.state;
    const sentence = partsSentence(this.record, way, words, language);
    return html`
      <p class="try">
        <button type="button" ?disabled=${this.stale} title=${this.say('page.changing.parts.tryHelp')}
          aria-label=${this.say('page.changing.tryNamed', { sentence })}
          @click=${() => this.controller.editText(text)}>${this.say('page.changing.try')}</button>
      </p>
    `;
  }

  private picture(way: Way, words: ChangeWords): TemplateResult | typeof nothing {
    const { input } = this.record;
    if (input.kind !== 'image' || input.picture === null) return nothing;
    const { language } = this.state;
    const { width, height, picture } = input;
    const outlines = outlinesOf(this.record);
    const after = answerName(this.record, way.output, words, language);
    const label = this.say('page.changing.parts.picture', { after });
    return html`
      <figure class="parts-hidden">
        <svg role="img" viewBox="0 0 ${width} ${height}" aria-label=${label}>
          <image href=${picture} width=${width} height=${height} preserveAspectRatio="none"></image>
          ${way.parts.map((part) => svg`<path d=${outlines[part] ?? ''}></path>`)}
        </svg>
        <figcaption class="hint">
          ${this.say('page.changing.parts.hidden', { count: way.parts.length })}
          <ul>${partPlaces(this.record, way, language).map((place) => html`<li>${place}</li>`)}</ul>
        </figcaption>
      </figure>
    `;
  }
}

/** What limits a search in a text or a picture, folded up at first. */
export class ChangePartsLimits extends Panel {
  protected override render() {
    const { state, controller } = this;
    const { topic, changing } = state;
    if (!topic) return nothing;
    const wishes = wishesFor(changing, topic.study);
    const count = countOf(wishes);
    return html`
      <details class="change-limits">
        <summary>${this.say('page.changing.limits', { count })}</summary>
        <div class="limits">
          <oriel-change-target within .state=${state} .controller=${controller}></oriel-change-target>
          ${
            topic.study.card.input.kind === 'text'
              ? checkField({ name: 'change-swap', label: this.say('page.changing.parts.swap') }, wishes.swap, (swap) =>
                  controller.limitChanges({ swap }),
                )
              : nothing
          }
        </div>
      </details>
    `;
  }
}

customElements.define('oriel-change-parts', ChangeParts);
customElements.define('oriel-change-parts-limits', ChangePartsLimits);
