import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { message } from '../../catalogue/message.ts';
import type { Explanation } from '../../records/record.ts';
import { whereText } from '../../wording/trust-words.ts';
import type { FrameState, Shown } from './state.ts';

/** Where the explanation was made, with the proof one tap away. */
export class Proof extends LitElement {
  static override properties = { state: { attribute: false } };
  declare state: FrameState;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { shown, language } = this.state;
    if (!shown) return nothing;
    const { brought, record } = shown;
    return html`
      <details class="proof">
        <summary>${language.say(brought ? 'widget.frame.madeBefore' : 'widget.frame.made')}</summary>
        ${brought ? this.madeBefore(record, brought) : html`<p>${whereText(record, language)}</p>`}
        ${this.left()}
        <p>${language.say('widget.frame.hostGets')}</p>
      </details>
    `;
  }

  private madeBefore({ created, engine }: Explanation, { changed }: NonNullable<Shown['brought']>): TemplateResult {
    const { language } = this.state;
    const at = new Date(created);
    const time = at.getTime();
    // Records of a batch have the first moment of all in place of theirs.
    const date = time === 0 ? null : Number.isNaN(time) ? created : language.date(at, { dateStyle: 'medium' });
    return html`
      <p>${language.say('widget.frame.madeWhen', { date, engine })}</p>
      ${changed ? html`<p><strong>${language.text(message('record.changed'))}</strong></p>` : nothing}
    `;
  }

  /** What left the machine: the requests that the browser has seen. */
  private left(): TemplateResult {
    const { requests, language } = this.state;
    const { count, foreign } = requests;
    return html`
      <p><span>${language.say('page.trust.left')}</span>
        <strong>${language.say('page.trust.nothing')}</strong>
        <span title=${language.say('page.trust.requestsTerm')}>${language.say('page.trust.requests', {
          count: count - foreign,
        })}</span></p>
      ${foreign > 0 ? html`<p>${language.say('page.trust.foreign', { count: foreign })}</p>` : nothing}
    `;
  }
}

customElements.define('oriel-proof', Proof);
