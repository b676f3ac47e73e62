/** Players whose coalitions can all be asked for. */
export const MOST_PLAYERS = 20;
