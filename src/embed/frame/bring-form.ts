import { html, LitElement, type TemplateResult } from 'lit';
import type { Acts } from './acts.ts';
import type { FrameState } from './state.ts';

/** Where a visitor brings a text or a photo; open where there is nothing else to see. */
export class BringForm extends LitElement {
  static override properties = { state: { attribute: false } };
  declare state: FrameState;
  bring!: Acts['bring'];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private readonly send = (): void => {
    const field = this.querySelector('textarea');
    if (field && field.value.trim() !== '') this.bring({ text: field.value });
    else field?.focus();
  };

  private readonly choose = ({ currentTarget }: Event): void => {
    const field = currentTarget as HTMLInputElement;
    const [photo] = field.files ?? [];
    // The same one may be chosen again.
    field.value = '';
    if (photo) this.bring(photo);
  };

  protected override render() {
    const { language, offered, invites, shares } = this.state;
    const isText = offered === 'text';
    return html`
      <details class="bring" ?open=${invites}>
        <summary>${language.say(isText ? 'widget.frame.ownText' : 'widget.frame.ownPhoto')}</summary>
        ${isText ? this.textField() : this.photoField()}
        <small id="stays">${language.say('widget.frame.stays', { shares })}</small>
      </details>
    `;
  }

  private textField(): TemplateResult {
    const { language } = this.state;
    // No form: a sandboxed frame may not send one, and is not even told of it.
    return html`
      <div class="text">
        <textarea dir="auto" rows="3" autocomplete="off" spellcheck="false"
          aria-label=${language.say('page.text.label')} aria-describedby="stays"></textarea>
        <button type="button" @click=${this.send}>${language.say('widget.frame.explain')}</button>
      </div>
    `;
  }

  private photoField(): TemplateResult {
    return html`
      <label class="button file">
        ${this.state.language.say('widget.frame.choose')}
        <input type="file" accept="image/jpeg,image/png" aria-describedby="stays" @change=${this.choose}>
      </label>
    `;
  }
}

customElements.define('oriel-bring', BringForm);
