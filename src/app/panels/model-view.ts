import { html, type PropertyValues } from 'lit';
import { tableOnShow } from '../whole/inspecting.ts';
import '../styles/model.css';
import './model-parts.ts';
import { LatePanel } from './late-panel.ts';

/** The model as a whole: begins to look at it, and waits for the texts that this is written in. */
export class ModelView extends LatePanel {
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const study = tableOnShow(this.state);
    if (study && study !== this.state.whole.inspected?.study) this.controller.inspect();
  }

  protected override content() {
    return html`<oriel-model-parts .state=${this.spokenState} .controller=${this.controller}></oriel-model-parts>`;
  }
}

customElements.define('oriel-model', ModelView);
