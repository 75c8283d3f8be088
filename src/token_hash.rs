//! The hash that reports name a token by: the SHA-256 (FIPS 180-4) of its UTF-8, as `sha256sum` prints it.
//!
//! The platform's own is missing in pages that were not served securely, and answers only later.

/// Returns the hash of a token in lower-case hexadecimal digits.
pub fn token_hash(token: &str) -> String {
    let mut hash = TokenHash::default();
    hash.update(token.as_bytes());
    hash.hex().map(char::from).iter().collect()
}

/// A hash in the making. What it holds of a token lies in one heap block, which a wiping allocator overwrites.
struct TokenHash(Box<State>);

struct State {
    digest: [u32; 8],
    /// In bytes.
    length: usize,
    /// The message schedule. The bytes that don't fill a block yet are in its first sixteen words.
    schedule: [u32; 64],
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
static ROUND_CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
const START: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

impl Default for TokenHash {
    fn default() -> TokenHash {
        TokenHash(Box::new(State { digest: START, length: 0, schedule: [0; 64] }))
    }
}

impl TokenHash {
    /// Takes the next bytes of the token.
    fn update(&mut self, bytes: &[u8]) {
        let state = &mut *self.0;
        for byte in bytes {
            if let Some(word) = state.schedule.get_mut(state.length / 4 % 16) {
                *word = *word << 8 | u32::from(*byte);
            }
            state.length = state.length.wrapping_add(1);
            if state.length.is_multiple_of(64) {
                state.compress();
            }
        }
    }

    /// Returns the hash in lower-case hexadecimal digits.
    fn hex(mut self) -> [u8; 64] {
        let bits = (self.0.length as u64).wrapping_mul(8);
        self.update(&[0x80]);
        while self.0.length % 64 != 56 {
            self.update(&[0]);
        }
        self.update(&bits.to_be_bytes());
        let mut hex = [0; 64];
        for (at, digit) in hex.iter_mut().enumerate() {
            let word = self.0.digest.get(at / 8).copied().unwrap_or_default();
            let value = (word.rotate_left((at as u32).wrapping_mul(4)) >> 28) as u8;
            *digit = value.wrapping_add(if value < 10 { b'0' } else { b'a' - 10 });
        }
        hex
    }
}

impl State {
    fn compress(&mut self) {
        for start in 0..48 {
            if let Some([w0, w1, .., w9, _, _, _, _, w14, _, next]) =
                self.schedule.get_mut(start..).and_then(<[u32]>::first_chunk_mut::<17>)
            {
                *next = (w14.rotate_right(17) ^ w14.rotate_right(19) ^ (*w14 >> 10))
                    .wrapping_add(*w9)
                    .wrapping_add(w1.rotate_right(7) ^ w1.rotate_right(18) ^ (*w1 >> 3))
                    .wrapping_add(*w0);
            }
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.digest;
        for (constant, word) in ROUND_CONSTANTS.iter().zip(&self.schedule) {
            let choice = (e & f) ^ (!e & g);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            let first = h
                .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
                .wrapping_add(choice)
                .wrapping_add(*constant)
                .wrapping_add(*word);
            let second = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
                .wrapping_add(majority);
            (h, g, f, e) = (g, f, e, d.wrapping_add(first));
            (d, c, b, a) = (c, b, a, first.wrapping_add(second));
        }
        for (word, more) in self.digest.iter_mut().zip(&[a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(*more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    fn hash(pieces: &[&[u8]]) -> String {
        let mut hash = TokenHash::default();
        for piece in pieces {
            hash.update(piece);
        }
        hash.hex().map(char::from).iter().collect()
    }

    #[test]
    fn the_standards_own_examples() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash(&[]), empty);
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash(&[b"abc"]), abc);
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert_eq!(hash(&[&[b'a'; 1_000_000]]), million);
    }

    proptest! {
        #[test]
        fn the_hash_is_the_same_in_any_pieces(bytes: Vec<u8>, at in 0usize..200) {
            let (start, end) = bytes.split_at(at.min(bytes.len()));
            let expected: String =
                Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            prop_assert_eq!(hash(&[start, end]), expected);
        }
    }
}
