;; Takes the text of encoded.js for the bytes that it stands for, as xtask/src/encode.rs has written
;; them down. In JavaScript it would be a loop that is over before any engine has compiled it: a
;; quarter of what the first call costs.
(module
  ;; Room for a text of 64 KiB. The bytes are written over it: what is read is never behind.
  (memory (export "memory") 1)
  (func (export "decode") (param $length i32) (result i32)
    (local $from i32)
    (local $to i32)
    (local $code i32)
    (local $more i32)
    (loop $next
      (local.set $code (i32.load8_u (local.get $from)))
      (if (i32.gt_u (local.get $code) (i32.const 122))
        (then
          (local.set $more
            (i32.mul (i32.sub (local.get $code) (i32.const 122)) (i32.const 84))))
        (else
          (i32.store8
            (local.get $to)
            (i32.add
              (local.get $more)
              (select
                (i32.const 57)
                (i32.sub (local.get $code) (i32.const 35))
                (i32.eq (local.get $code) (i32.const 33)))))
          (local.set $more (i32.const 0))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $length))))
    (local.get $to)))
