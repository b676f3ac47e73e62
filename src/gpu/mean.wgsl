// Means of the wanted outputs over each coalition's rows. Sums are taken by blocks, so that their
// error grows with the number of blocks rather than with the number of rows.

struct Shape {
  coalitions: u32,
  each: u32, // rows per coalition
  outputs: u32, // answers per row
  wanted: u32,
}

const BLOCK = 16u;

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> answers: array<f32>;
@group(0) @binding(2) var<storage, read> selected: array<u32>;
@group(0) @binding(3) var<storage, read_write> means: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= shape.coalitions * shape.wanted) {
    return;
  }
  let first = (at / shape.wanted) * shape.each;
  let output = selected[at % shape.wanted];
  var sum = 0.0;
  for (var start = 0u; start < shape.each; start += BLOCK) {
    var block = 0.0;
    for (var row = start; row < min(start + BLOCK, shape.each); row++) {
      block += answers[(first + row) * shape.outputs + output];
    }
    sum += block;
  }
  means[at] = sum / f32(shape.each);
}
