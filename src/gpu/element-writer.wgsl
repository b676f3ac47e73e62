// Makes rows of model input from coalitions: an element comes from the instance where its player is
// present, else from a background row. Elements are copied as bits, so that they equal those that
// the typed-array maskers write.

struct Batch {
  first: u32, // first row of the batch, among the rows of all coalitions
  rows: u32, // number of its rows; the last is repeated up to size
  size: u32, // number of rows to write
  columns: u32, // elements in a row
  each: u32, // rows per coalition: those of the background
  words: u32, // words of a coalition's bits
}

@group(0) @binding(0) var<uniform> batch: Batch;
@group(0) @binding(1) var<storage, read> coalitions: array<u32>;
@group(0) @binding(2) var<storage, read> players: array<u32>;
@group(0) @binding(3) var<storage, read> instance: array<u32>;
@group(0) @binding(4) var<storage, read> background: array<u32>;
@group(0) @binding(5) var<storage, read_write> filled: array<u32>;

// Whether elements have 16 bits, so that two share a word.
override halves: bool = false;

fn element(at: u32) -> u32 {
  let row = batch.first + min(at / batch.columns, batch.rows - 1u);
  let column = at % batch.columns;
  let player = players[column];
  let word = coalitions[(row / batch.each) * batch.words + (player >> 5u)];
  if (((word >> (player & 31u)) & 1u) == 1u) {
    return instance[column];
  }
  return background[(row % batch.each) * batch.columns + column];
}

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 256u;
  let elements = batch.size * batch.columns;
  if (halves) {
    if (2u * at >= elements) {
      return;
    }
    let low = element(2u * at);
    filled[at] = low | (element(min(2u * at + 1u, elements - 1u)) << 16u);
  } else if (at < elements) {
    filled[at] = element(at);
  }
}
