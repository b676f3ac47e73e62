import { html, nothing } from 'lit';
import { pageWords } from '../../words/en.ts';
import { droppedFiles } from '../opening/dropped-files.ts';
import { Panel } from './panel.ts';

const words = pageWords.files;

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files dropped anywhere on the page; says so while they are held above it. */
export class FilesDrop extends Panel {
  private over = false;
  private readonly listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.listening;
    addEventListener('dragover', this.dragOver, { signal });
    addEventListener('dragleave', this.dragLeave, { signal });
    addEventListener('drop', this.drop, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  private readonly dragOver = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.setOver(true);
  };

  private readonly dragLeave = (event: DragEvent) => {
    // Leaving the window has no element to go to.
    if (event.relatedTarget === null) this.setOver(false);
  };

  private readonly drop = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.setOver(false);
    void droppedFiles(event.dataTransfer).then((files) => this.controller.openFiles(files));
  };

  private setOver(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.requestUpdate();
  }

  protected override render() {
    if (!this.over) return nothing;
    return html`<div class="drop"><p><strong>${words.drop}</strong><span>${words.dropHint}</span></p></div>`;
  }
}

customElements.define('oriel-files-drop', FilesDrop);
