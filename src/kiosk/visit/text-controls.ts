import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Part } from './part.ts';

/** More than anybody types while others wait. */
const LONGEST = 600;

/** A text of the visitor's own, or one of the example's. */
export class TextControls extends Part {
  protected override render() {
    const { question, facts } = this.state;
    if (question?.kind !== 'text') return nothing;
    const { text } = question;
    const write = (event: Event) => {
      const { value } = event.currentTarget as HTMLTextAreaElement;
      if (value !== text) this.visit.change({ kind: 'text', text: value });
    };
    const samples = (facts?.card.samples ?? []).map(String);
    return html`
      <h2><label for="own-text">${this.say('kiosk.text.label')}</label></h2>
      <textarea id="own-text" dir="auto" rows="4" maxlength=${LONGEST} autocomplete="off" autocapitalize="off"
        spellcheck="false" inputmode=${this.visit.ownKeyboard ? 'none' : 'text'}
        .value=${live(text)} @input=${write}></textarea>
      <h2>${this.say('kiosk.text.samples')}</h2>
      <div class="samples">
        ${samples.map(
          (sample) => html`
            <button type="button" dir="auto" aria-pressed=${sample === text}
              @click=${() => this.visit.change({ kind: 'text', text: sample })}>${sample}</button>
          `,
        )}
      </div>
    `;
  }
}

customElements.define('oriel-text-controls', TextControls);
