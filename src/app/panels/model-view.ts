import { html, nothing, type PropertyValues } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { learnLater } from '../../catalogue/later.ts';
import type { Message } from '../../catalogue/message.ts';
import { messageOf } from '../explaining/explaining.ts';
import { tableOnShow } from '../whole/inspecting.ts';
import '../styles/model.css';
import './model-parts.ts';
import { Panel } from './panel.ts';

/** The model as a whole: begins to look at it, and waits for the texts that this is written in. */
export class ModelView extends Panel {
  /** The language that it is written in. */
  private spoken: Language | null = null;
  private learning: Language | null = null;
  private failure: Message | null = null;

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { language } = this.state;
    if (language === this.learning) return;
    this.learning = language;
    learnLater(language).then(
      () => {
        if (language !== this.learning) return;
        this.spoken = language;
        this.requestUpdate();
      },
      // Asked for again with the next language, or when the view is next shown.
      (thrown) => {
        this.failure = messageOf(thrown);
        this.requestUpdate();
      },
    );
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const study = tableOnShow(this.state);
    if (study && study !== this.state.whole.inspected?.study) this.controller.inspect();
  }

  protected override render() {
    if (!this.spoken)
      return this.failure ? html`<p role="alert">${this.state.language.text(this.failure)}</p>` : nothing;
    const state = { ...this.state, language: this.spoken };
    return html`<oriel-model-parts .state=${state} .controller=${this.controller}></oriel-model-parts>`;
  }
}

customElements.define('oriel-model', ModelView);
