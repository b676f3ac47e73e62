// All of the store that the page uses itself. It comes once something is kept, or was.

export { endUnderWay } from '../../library/under-way-entry.ts';
export { repeatableOf } from '../../store/answers.ts';
export { openStore } from '../../store/open.ts';
export { placeOfRecord, placeOnShow, readPlace, removePlace, writePlace } from './place.ts';
