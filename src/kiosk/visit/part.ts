import { LitElement } from 'lit';
import type { MessageKey, MessageValues } from '../../catalogue/message.ts';
import type { State } from './state.ts';
import type { Visit } from './visit.ts';

/**
 * A part of the visitor's page, in the document's own tree: draws the state, passes on what is
 * done.
 */
export abstract class Part extends LitElement {
  static override properties = { state: { attribute: false }, visit: { attribute: false } };
  declare state: State;
  declare visit: Visit;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected say(key: MessageKey, values?: MessageValues): string {
    return this.state.language.say(key, values);
  }
}
