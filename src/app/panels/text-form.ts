import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Topic } from '../state.ts';
import { Panel } from './panel.ts';

/** The text to explain: typed freely, or one of the card's; prediction and explanation follow. */
export class TextForm extends Panel {
  private readonly type = (event: Event) =>
    this.controller.editText((event.currentTarget as HTMLTextAreaElement).value, true);

  private readonly typed = (event: Event) =>
    this.controller.editText((event.currentTarget as HTMLTextAreaElement).value);

  protected override render() {
    const { topic } = this.state;
    if (!topic) return nothing;
    return html`
      <div class="field">
        <label for="text-box">${this.say('page.text.label')}</label>
        <textarea id="text-box" dir="auto" rows="5" autocomplete="off" spellcheck="false" aria-describedby="text-help"
          .value=${live(topic.text)} @input=${this.type} @change=${this.typed}></textarea>
        <small id="text-help">${this.say('page.text.help')}</small>
      </div>
      ${this.parts(topic)} ${this.samples(topic)}
    `;
  }

  /** Ways to the other parts of a text that is longer than the model takes. */
  private parts({ text }: Topic): TemplateResult | typeof nothing {
    const { shown, stale, settings } = this.state;
    const input = shown?.record.input;
    if (stale || input?.kind !== 'text' || !input.part || input.text !== text) return nothing;
    const [, end] = input.part;
    const go = (window: number) => this.controller.changeSettings({ window });
    const { window } = settings;
    const [before, after] = [this.say('page.text.previousPart'), this.say('page.text.nextPart')];
    const atEnd = text.slice(end).trim() === '';
    return html`
      <div class="parts" role="group" aria-label=${this.say('page.text.parts')}>
        <button type="button" aria-label=${before} title=${before} ?disabled=${window === 0}
          @click=${() => go(window - 1)}>‹</button>
        <span>${this.say('page.text.part', { n: window + 1 })}</span>
        <button type="button" aria-label=${after} title=${after} ?disabled=${atEnd}
          @click=${() => go(window + 1)}>›</button>
      </div>
    `;
  }

  private samples({ study, text }: Topic): TemplateResult | typeof nothing {
    const samples = (study.card.samples ?? []).map(String);
    if (samples.length === 0) return nothing;
    return html`
      <fieldset class="samples">
        <legend>${this.say('page.text.samples')}</legend>
        ${samples.map(
          (sample) =>
            html`<button type="button" class="sample" dir="auto" aria-pressed=${sample === text} title=${sample}
              @click=${() => this.controller.editText(sample)}>${sample}</button>`,
        )}
      </fieldset>
    `;
  }
}

customElements.define('oriel-text-form', TextForm);
