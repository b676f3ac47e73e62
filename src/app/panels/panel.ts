import { LitElement } from 'lit';
import type { MessageKey, MessageValues } from '../../catalogue/message.ts';
import type { Controller } from '../controller.ts';
import type { AppState } from '../state.ts';

/**
 * A part of the page: draws the state, hands what a person does to the controller. In the page's
 * own tree, under its style sheets.
 */
export abstract class Panel extends LitElement {
  static override properties = { state: { attribute: false }, controller: { attribute: false } };
  declare state: AppState;
  declare controller: Controller;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A text of the catalogue in the page's language. */
  protected say(key: MessageKey, values?: MessageValues): string {
    return this.state.language.say(key, values);
  }
}
