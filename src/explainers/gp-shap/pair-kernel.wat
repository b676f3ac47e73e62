;; What pairs of rows make of a prior, and the sums over pairs that its derivatives are made of. Each
;; number is what row-pairs.ts makes of it without: products and sums run in index order, and nothing
;; is fused or relaxed, so that the bits are the same. Addresses and widths are in bytes. A row has
;; `chunks` codes of 2 bytes; two rows differ in a chunk by their codes' exclusive or, which is a
;; place in the chunk's table of 1024 places.
(module
  (memory (export "memory") 1)

  ;; For row a and each of `count` rows from b on: a place of a table has 48 bytes, two pairs of
  ;; factors and a term. Of each pair's products over the chunks, half their difference and half their
  ;; sum, and then the sum of the terms, go to five arrays at `to`, `width` apart.
  (func (export "combine")
    (param $a i32) (param $b i32) (param $count i32) (param $chunks i32)
    (param $tables i32) (param $to i32) (param $width i32)
    (local $end i32) (local $stop i32) (local $p i32) (local $table i32) (local $place i32)
    (local $first v128) (local $second v128) (local $sum f64) (local $plus f64) (local $minus f64)
    (local $to1 i32) (local $to2 i32) (local $to3 i32) (local $to4 i32)
    (local.set $to1 (i32.add (local.get $to) (local.get $width)))
    (local.set $to2 (i32.add (local.get $to1) (local.get $width)))
    (local.set $to3 (i32.add (local.get $to2) (local.get $width)))
    (local.set $to4 (i32.add (local.get $to3) (local.get $width)))
    (local.set $stop (i32.add (local.get $a) (i32.shl (local.get $chunks) (i32.const 1))))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (if (i32.ge_u (local.get $to) (local.get $end)) (then (return)))
    (loop $rows
      (local.set $first (f64x2.splat (f64.const 1)))
      (local.set $second (local.get $first))
      (local.set $sum (f64.const 0))
      (local.set $p (local.get $a))
      (local.set $table (local.get $tables))
      (loop $each
        (local.set $place (i32.add (local.get $table) (i32.mul (i32.const 48)
          (i32.xor (i32.load16_u (local.get $p)) (i32.load16_u (local.get $b))))))
        (local.set $first (f64x2.mul (local.get $first) (v128.load (local.get $place))))
        (local.set $second (f64x2.mul (local.get $second) (v128.load offset=16 (local.get $place))))
        (local.set $sum (f64.add (local.get $sum) (f64.load offset=32 (local.get $place))))
        (local.set $b (i32.add (local.get $b) (i32.const 2)))
        (local.set $table (i32.add (local.get $table) (i32.const 49152)))
        (br_if $each (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 2))) (local.get $stop))))
      (local.set $plus (f64x2.extract_lane 0 (local.get $first)))
      (local.set $minus (f64x2.extract_lane 1 (local.get $first)))
      (f64.store (local.get $to) (f64.mul (f64.const 0.5) (f64.sub (local.get $plus) (local.get $minus))))
      (f64.store (local.get $to1) (f64.mul (f64.const 0.5) (f64.add (local.get $plus) (local.get $minus))))
      (local.set $plus (f64x2.extract_lane 0 (local.get $second)))
      (local.set $minus (f64x2.extract_lane 1 (local.get $second)))
      (f64.store (local.get $to2) (f64.mul (f64.const 0.5) (f64.sub (local.get $plus) (local.get $minus))))
      (f64.store (local.get $to3) (f64.mul (f64.const 0.5) (f64.add (local.get $plus) (local.get $minus))))
      (f64.store (local.get $to4) (local.get $sum))
      (local.set $to1 (i32.add (local.get $to1) (i32.const 8)))
      (local.set $to2 (i32.add (local.get $to2) (i32.const 8)))
      (local.set $to3 (i32.add (local.get $to3) (i32.const 8)))
      (local.set $to4 (i32.add (local.get $to4) (i32.const 8)))
      (br_if $rows (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 8))) (local.get $end)))))

  ;; The other way: for row a and each of `count` rows from b on, adds their numbers in three arrays at
  ;; `from`, `width` apart, to three sums of 8 bytes at the place of each chunk's table; a place has 32.
  (func (export "distribute")
    (param $a i32) (param $b i32) (param $count i32) (param $chunks i32)
    (param $tables i32) (param $from i32) (param $width i32)
    (local $end i32) (local $stop i32) (local $p i32) (local $table i32) (local $place i32)
    (local $pair v128) (local $third f64) (local $from1 i32) (local $from2 i32)
    (local.set $from1 (i32.add (local.get $from) (local.get $width)))
    (local.set $from2 (i32.add (local.get $from1) (local.get $width)))
    (local.set $stop (i32.add (local.get $a) (i32.shl (local.get $chunks) (i32.const 1))))
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 3))))
    (if (i32.ge_u (local.get $from) (local.get $end)) (then (return)))
    (loop $rows
      (local.set $pair (f64x2.replace_lane 1
        (v128.load64_zero (local.get $from)) (f64.load (local.get $from1))))
      (local.set $third (f64.load (local.get $from2)))
      (local.set $p (local.get $a))
      (local.set $table (local.get $tables))
      (loop $each
        (local.set $place (i32.add (local.get $table) (i32.shl
          (i32.xor (i32.load16_u (local.get $p)) (i32.load16_u (local.get $b))) (i32.const 5))))
        (v128.store (local.get $place) (f64x2.add (v128.load (local.get $place)) (local.get $pair)))
        (f64.store offset=16 (local.get $place) (f64.add (f64.load offset=16 (local.get $place)) (local.get $third)))
        (local.set $b (i32.add (local.get $b) (i32.const 2)))
        (local.set $table (i32.add (local.get $table) (i32.const 32768)))
        (br_if $each (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 2))) (local.get $stop))))
      (local.set $from1 (i32.add (local.get $from1) (i32.const 8)))
      (local.set $from2 (i32.add (local.get $from2) (i32.const 8)))
      (br_if $rows (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 8))) (local.get $end))))))
