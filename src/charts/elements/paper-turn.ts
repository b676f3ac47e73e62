const paper = matchMedia('print');

/** Pixels between the margins of a narrow sheet, at 96 an inch. */
export const paperWidth = 660;

/** Has something told, or no longer, when the page is drawn for paper and when it no longer is. */
export function onTurn(change: 'addEventListener' | 'removeEventListener', turn: (event: Event) => void): void {
  paper[change]('change', turn);
  // Pages are counted before the change of the medium is told.
  for (const type of ['beforeprint', 'afterprint']) window[change](type, turn);
}

/** Whether it is for paper, from what was told. */
export const isForPaper = ({ type }: Event): boolean => type === 'beforeprint' || (type === 'change' && paper.matches);
