/** Gives a piece again as long as nothing of what it is made of is another one. */
export type Pieces = <Piece>(name: string, of: readonly unknown[], make: () => Piece) => Piece;

/** Keeps the last piece of each name. */
export function createPieces(): Pieces {
  const known = new Map<string, { readonly of: readonly unknown[]; readonly piece: unknown }>();
  return <Piece>(name: string, of: readonly unknown[], make: () => Piece): Piece => {
    const last = known.get(name);
    if (last && last.of.length === of.length && of.every((one, at) => Object.is(one, last.of[at])))
      return last.piece as Piece;
    const piece = make();
    known.set(name, { of, piece });
    return piece;
  };
}
