import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { pageWords } from '../../words/en.ts';
import type { Subject } from '../state.ts';
import { Panel } from './panel.ts';

const words = pageWords.text;

/** The text to explain: typed freely, or one of the card's; prediction and explanation follow. */
export class TextForm extends Panel {
  private readonly type = (event: Event) =>
    this.controller.editText((event.currentTarget as HTMLTextAreaElement).value, true);

  protected override render() {
    const { subject } = this.state;
    if (!subject) return nothing;
    return html`
      <div class="field">
        <label for="text-box">${words.label}</label>
        <textarea id="text-box" dir="auto" rows="5" autocomplete="off" spellcheck="false" aria-describedby="text-help" .value=${live(subject.text)} @input=${this.type}></textarea>
        <small id="text-help">${words.help}</small>
      </div>
      ${this.parts(subject)} ${this.samples(subject)}
    `;
  }

  /** Ways to the other parts of a text that is longer than the model takes. */
  private parts({ text }: Subject): TemplateResult | typeof nothing {
    const { shown, stale, settings } = this.state;
    const input = shown?.record.input;
    if (stale || input?.kind !== 'text' || !input.part || input.text !== text) return nothing;
    const [, end] = input.part;
    const go = (window: number) => this.controller.changeSettings({ window });
    return html`
      <div class="parts" role="group" aria-label=${words.parts}>
        <button type="button" aria-label=${words.previousPart} title=${words.previousPart} ?disabled=${settings.window === 0} @click=${() => go(settings.window - 1)}>‹</button>
        <span>${words.part(settings.window + 1)}</span>
        <button type="button" aria-label=${words.nextPart} title=${words.nextPart} ?disabled=${text.slice(end).trim() === ''} @click=${() => go(settings.window + 1)}>›</button>
      </div>
    `;
  }

  private samples({ study, text }: Subject): TemplateResult | typeof nothing {
    const samples = (study.card.samples ?? []).map(String);
    if (samples.length === 0) return nothing;
    return html`
      <fieldset class="samples">
        <legend>${words.samples}</legend>
        ${samples.map(
          (sample) =>
            html`<button type="button" class="sample" dir="auto" aria-pressed=${sample === text} title=${sample} @click=${() => this.controller.editText(sample)}>${sample}</button>`,
        )}
      </fieldset>
    `;
  }
}

customElements.define('oriel-text-form', TextForm);
