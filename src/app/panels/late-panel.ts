import { html, nothing } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { learnLater } from '../../catalogue/later.ts';
import type { Message, MessageKey, MessageValues } from '../../catalogue/message.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { AppState } from '../state.ts';
import { Panel } from './panel.ts';

/**
 * A part of the page whose texts come when it is first shown (`catalogue/later.ts`). It is drawn
 * once they have come; after a change of the language it speaks the one before until then.
 */
export abstract class LatePanel extends Panel {
  /** The language that it is written in; null before its texts have come. */
  protected spoken: Language | null = null;
  private learning: Language | null = null;
  private missing: Message | null = null;

  protected get language(): Language {
    return this.spoken ?? this.state.language;
  }

  /** The page's state in the language that this part is written in, for parts of it. */
  protected get spokenState(): AppState {
    return { ...this.state, language: this.language };
  }

  protected override say(key: MessageKey, values?: MessageValues): string {
    return this.language.say(key, values);
  }

  protected override willUpdate(_changed: Map<PropertyKey, unknown>): void {
    const { language } = this.state;
    if (language === this.learning) return;
    this.learning = language;
    learnLater(language).then(
      () => {
        if (language !== this.learning) return;
        this.spoken = language;
        this.missing = null;
        this.requestUpdate();
        this.learnt();
      },
      // Asked for again with the next language, or when it is next shown.
      (thrown) => {
        if (language !== this.learning) return;
        this.missing = messageOf(thrown);
        this.requestUpdate();
      },
    );
  }

  protected override render(): unknown {
    if (this.spoken) return this.content();
    return this.missing ? html`<p class="remark" role="alert">${this.state.language.text(this.missing)}</p>` : nothing;
  }

  /** Once its texts have come. */
  protected learnt(): void {}

  protected abstract content(): unknown;
}
