import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { pageWords } from '../../words/en.ts';
import { Panel } from './panel.ts';

/** What went wrong, in words, until it is dismissed. */
export class Alerts extends Panel {
  protected override render() {
    return html`${repeat(
      this.state.alerts,
      ({ id }) => id,
      ({ id, text }) => html`
        <div class="alert" role="alert">
          <p>${text}</p>
          <button type="button" class="quiet" @click=${() => this.controller.dismiss(id)}>${pageWords.alerts.dismiss}</button>
        </div>
      `,
    )}`;
  }
}

customElements.define('oriel-alerts', Alerts);
