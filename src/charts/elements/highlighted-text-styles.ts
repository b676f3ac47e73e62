import { css } from 'lit';

/**
 * Words on their colours: orange with a solid underline, blue with a dashed one, so that neither
 * depends on colour alone.
 */
export const textStyles = css`
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px 28px;
    margin-block: 6px 8px;
    container-type: inline-size;
  }
  :host(.wide) .beside {
    grid-template-columns: minmax(0, 3fr) minmax(190px, 2fr);
  }
  .words {
    align-self: start;
    padding: 6px 4px;
    font-size: 18px;
    line-height: 2;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    border-radius: 4px;
  }
  .outside {
    color: var(--muted);
  }
  .word {
    padding-block: 3px 2px;
    border-block-end: 2px solid transparent;
    border-start-start-radius: 3px;
    border-start-end-radius: 3px;
    cursor: default;
  }
  .word.toward {
    --tone: var(--toward);
    border-block-end-style: solid;
  }
  .word.away {
    --tone: var(--away);
    border-block-end-style: dashed;
  }
  .word.toward,
  .word.away {
    background: light-dark(
      color-mix(in srgb, var(--tone) calc(var(--strength, 0) * 55%), transparent),
      color-mix(in srgb, var(--tone) calc(var(--strength, 0) * 42%), transparent)
    );
    border-block-end-color: color-mix(in srgb, var(--tone) calc(var(--strength, 0) * 100%), transparent);
  }
  @media print {
    .word,
    .list i {
      print-color-adjust: exact;
    }
  }
  .word.faint {
    font-style: italic;
  }
  .gap {
    padding-block: 3px 4px;
  }
  .words .near {
    box-shadow: inset 0 0 0 100px color-mix(in srgb, var(--ink) 6%, transparent);
  }
  .words .on {
    box-shadow: inset 0 0 0 100px color-mix(in srgb, var(--ink) 11%, transparent);
  }
  .word.on {
    outline: 1.5px solid var(--ink);
    outline-offset: 1px;
  }
  /* Beside a long text the readout and the list stay in sight. */
  .below {
    position: sticky;
    inset-block-end: 0;
    padding-block: 6px;
    background: var(--paper);
  }
  :host(.wide) .list {
    position: sticky;
    inset-block-start: 8px;
    align-self: start;
  }
  .list ol {
    display: grid;
    grid-template-columns: minmax(0, 4fr) minmax(40px, 5fr) auto;
    gap: 2px 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .list li {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    align-items: center;
    min-height: 26px;
    padding-inline: 4px;
    border-radius: 3px;
  }
  .list li.on {
    background: var(--wash);
  }
  .list bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .list i {
    block-size: 12px;
    inline-size: calc(var(--share, 0) * 100%);
    min-inline-size: 1px;
    border-radius: 2px;
  }
  .list i.toward {
    background: var(--toward);
  }
  .list i.away {
    --pale: color-mix(in srgb, var(--away) 70%, var(--paper));
    background: repeating-linear-gradient(115deg, var(--away) 0 5px, var(--pale) 5px 7px);
  }
  .list b {
    font-weight: 500;
    text-align: end;
  }
  .list button {
    margin-block-start: 6px;
  }
  .caption {
    margin-block: 0 4px;
    margin-inline: 0;
    color: var(--muted);
    font-size: 12px;
  }
`;
