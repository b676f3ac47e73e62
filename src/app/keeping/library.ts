// All of the store that the page uses itself. It comes once something is kept, or was.

export { aboutWords } from '../../audit/about-words.ts';
export { checkEntries, entriesIn, logText, mergeLog } from '../../audit/log-exchange.ts';
export { learnLater } from '../../catalogue/later.ts';
export { endUnderWay } from '../../library/under-way-entry.ts';
export { repeatableOf } from '../../store/answers.ts';
export { createLog } from '../../store/log.ts';
export { openStore } from '../../store/open.ts';
export { placeOfRecord, placeOnShow, readPlace, removePlace, writePlace } from './place.ts';
