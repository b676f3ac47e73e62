import { html, nothing } from 'lit';
import { Panel } from './panel.ts';

/** Leads to every request that was made; what shows them is loaded then. */
export class PrivacyButton extends Panel {
  static override properties = { ...Panel.properties, open: { state: true } };
  declare protected open: boolean;
  private missing = false;

  constructor() {
    super();
    this.open = false;
  }

  protected override render() {
    const { state, controller } = this;
    return html`
      <button type="button" aria-haspopup="dialog" @click=${this.show}>${this.say('page.trust.everyRequest')}</button>
      ${this.missing ? html`<p class="remark" role="alert">${this.say('page.answer.notLoaded')}</p>` : nothing}
      ${
        this.open
          ? html`<oriel-privacy .state=${state} .controller=${controller} @close=${this.closed}></oriel-privacy>`
          : nothing
      }
    `;
  }

  private readonly show = async () => {
    this.missing = false;
    await import('./privacy-panel.ts').then(
      () => {
        this.open = true;
      },
      () => {
        this.missing = true;
      },
    );
    this.requestUpdate();
  };

  private readonly closed = () => {
    this.open = false;
  };
}

customElements.define('oriel-privacy-button', PrivacyButton);
