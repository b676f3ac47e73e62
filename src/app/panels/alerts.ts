import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Panel } from './panel.ts';

/** What went wrong, until it is dismissed. */
export class Alerts extends Panel {
  protected override render() {
    return html`${repeat(
      this.state.alerts,
      ({ id }) => id,
      ({ id, message, reload }) => html`
        <div class="alert" role="alert">
          <p>${this.state.language.text(message)}</p>
          ${
            reload
              ? html`<button type="button" @click=${() => location.reload()}>${this.say('page.alerts.reload')}</button>`
              : nothing
          }
          <button type="button" class="quiet"
            @click=${() => this.controller.dismiss(id)}>${this.say('page.alerts.dismiss')}</button>
        </div>
      `,
    )}`;
  }
}

customElements.define('oriel-alerts', Alerts);
