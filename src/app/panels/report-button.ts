import { html, nothing } from 'lit';
import type { Reported } from '../reporting.ts';
import { Panel } from './panel.ts';

/** Makes a report of an explanation; what it asks, and what makes it, is loaded then. */
export class ReportButton extends Panel {
  static override properties = { ...Panel.properties, of: { attribute: false }, open: { state: true } };
  declare of: Reported;
  declare protected open: boolean;
  private missing = false;

  constructor() {
    super();
    this.open = false;
  }

  protected override render() {
    return html`
      <button type="button" title=${this.say('page.trust.reportHelp')} aria-expanded=${this.open}
        @click=${this.toggle}>${this.say('page.trust.report')}</button>
      ${this.open ? this.form() : nothing}
    `;
  }

  private form() {
    if (this.missing) return html`<p class="remark" role="alert">${this.say('page.answer.notLoaded')}</p>`;
    if (!customElements.get('oriel-report-form'))
      void import('./report-form.ts').catch(() => {
        this.missing = true;
        this.requestUpdate();
      });
    const { state, controller, of } = this;
    return html`<oriel-report-form .state=${state} .controller=${controller} .of=${of}
      @close=${this.toggle}></oriel-report-form>`;
  }

  private readonly toggle = (event: Event) => {
    this.open = !this.open;
    this.missing = false;
    if (event.type === 'close') this.querySelector('button')?.focus();
  };
}

customElements.define('oriel-report-button', ReportButton);
