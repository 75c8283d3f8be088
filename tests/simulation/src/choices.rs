//! The source of choices of a run: a seeded generator, or the input of a fuzzer.

use fastrand::Rng;

/// A source of choices. Equal sources make equal runs.
#[derive(Debug)]
pub enum Choices {
    /// A seeded generator.
    Seeded(Rng),
    /// Bytes, and the index of the next one. After the last byte, every choice is the first one.
    Bytes(Vec<u8>, usize),
}

impl Choices {
    /// Returns the choices of a seed.
    pub fn seeded(seed: u64) -> Choices {
        Choices::Seeded(Rng::with_seed(seed))
    }

    /// Returns the choices of an input of a fuzzer.
    pub fn from_bytes(bytes: &[u8]) -> Choices {
        Choices::Bytes(bytes.to_vec(), 0)
    }

    /// Chooses a whole number below `end`, which is at most 65,536.
    pub fn below(&mut self, end: u32) -> u32 {
        match self {
            Choices::Seeded(random) => random.u32(..end.max(1)),
            Choices::Bytes(..) if end <= 1 => 0,
            Choices::Bytes(..) if end <= 256 => self.byte() % end,
            Choices::Bytes(..) => ((self.byte() << 8) | self.byte()) % end,
        }
    }

    /// Chooses one of several. The first one is the ordinary one.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    /// Returns `true` with this probability, in percent.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) >= 100 - percent
    }

    /// Chooses a number from 0 to 1, both inclusive.
    pub fn part(&mut self) -> f64 {
        f64::from(self.below(65_536)) / 65_535.0
    }

    fn byte(&mut self) -> u32 {
        let Choices::Bytes(bytes, at) = self else { return 0 };
        let byte = bytes.get(*at).copied().unwrap_or(0);
        *at += 1;
        u32::from(byte)
    }
}
