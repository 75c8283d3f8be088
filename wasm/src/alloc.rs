//! An allocator that wipes every block that is freed.
//!
//! A token is copied into this memory only to be decoded, and a server may repeat it in a header.
//! Where a buffer ends, or grows into another place, nothing of it may stay behind.
//!
//! It is also a small one: the standard library's is larger than the rules of this crate. Blocks are
//! powers of two in size and are never taken apart or joined, so that the memory stays as large as
//! the most that was ever in use at once.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::ptr;

/// The smallest block is 2⁴ bytes large, and every block is a multiple of it away from the first.
const SMALLEST: u32 = 4;

/// Memory comes in pages, of so many bytes.
const PAGE: usize = 65_536;

/// Allocates blocks, and zeroes every block that is freed.
pub struct Wiping {
    /// For each size, by its power, the first of the freed blocks. Each begins with
    /// the address of the next.
    free: [Cell<*mut u8>; 32],
    /// What has not been handed out yet of the last pages.
    rest: Cell<*mut u8>,
    rest_size: Cell<usize>,
}

// SAFETY: WebAssembly has one thread here, and natively it is no one's global allocator.
unsafe impl Sync for Wiping {}

impl Wiping {
    /// Returns an allocator without blocks.
    pub const fn empty() -> Wiping {
        Wiping {
            free: [const { Cell::new(ptr::null_mut()) }; 32],
            rest: Cell::new(ptr::null_mut()),
            rest_size: Cell::new(0),
        }
    }

    /// The list of the free blocks of a size, and the size; `None` where none is large enough.
    fn blocks(&self, layout: Layout) -> Option<(&Cell<*mut u8>, usize)> {
        let power = layout.size().next_power_of_two().trailing_zeros().max(SMALLEST);
        let fits = layout.align() <= 1 << SMALLEST;
        Some((self.free.get(power as usize).filter(|_| fits)?, 1 << power))
    }

    /// Returns a block of a size that was never allocated before.
    fn split_off(&self, size: usize) -> *mut u8 {
        if self.rest_size.get() < size {
            let pages = size.div_ceil(PAGE);
            let more = more(pages);
            if more.is_null() {
                return more;
            }
            self.rest.set(more);
            self.rest_size.set(pages.saturating_mul(PAGE));
        }
        let block = self.rest.get();
        self.rest.set(block.wrapping_add(size));
        self.rest_size.set(self.rest_size.get().saturating_sub(size));
        block
    }
}

// SAFETY: a block is in a list only while nobody has it, and `split_off` returns each once; its size is
// at least the layout's, and its address a multiple of 16, since pages and block sizes are.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((free, size)) = self.blocks(layout) else { return ptr::null_mut() };
        let block = free.get();
        if block.is_null() {
            return self.split_off(size);
        }
        // SAFETY: a free block begins with the address of the next.
        free.set(unsafe { block.cast::<*mut u8>().read() });
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some((free, size)) = self.blocks(layout) else { return };
        // SAFETY: the block is of that size, and ours again.
        unsafe {
            block.write_bytes(0, size);
            // Without this the compiler may find that nobody reads the zeros.
            core::hint::black_box(block);
            block.cast::<*mut u8>().write(free.get());
        }
        free.set(block);
    }
}

/// The address of so many new pages; null where there are none.
#[cfg(target_arch = "wasm32")]
fn more(pages: usize) -> *mut u8 {
    match core::arch::wasm32::memory_grow::<0>(pages) {
        usize::MAX => ptr::null_mut(),
        before => ptr::without_provenance_mut(before.wrapping_mul(PAGE)),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn more(pages: usize) -> *mut u8 {
    match Layout::from_size_align(pages.saturating_mul(PAGE), PAGE) {
        // SAFETY: there is at least one page.
        Ok(layout) => unsafe { std::alloc::System.alloc(layout) },
        Err(_) => ptr::null_mut(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    /// The bytes of a block behind the address of the next one, which a free block begins with.
    fn rest(block: *mut u8, size: usize) -> Vec<u8> {
        // SAFETY: the allocator keeps its pages for ever.
        (size_of::<usize>()..size).map(|at| unsafe { block.add(at).read_volatile() }).collect()
    }

    #[test]
    fn a_block_that_is_given_back_or_moved_is_zero() {
        let memory = Wiping::empty();
        // SAFETY: each block is freed once, with its layout; it is looked at later on purpose.
        unsafe {
            for size in [1, 16, 17, 4_096, 100_000] {
                let block = memory.alloc(layout(size));
                block.write_bytes(0xAA, size);
                memory.dealloc(block, layout(size));
                assert!(rest(block, size).iter().all(|byte| *byte == 0), "{size}");
            }
            let block = memory.alloc(layout(4_096));
            block.write_bytes(0xAA, 4_096);
            let moved = memory.realloc(block, layout(4_096), 8_192);
            assert_ne!(moved, block);
            assert!((0..4_096).all(|at| moved.add(at).read() == 0xAA));
            assert!(rest(block, 4_096).iter().all(|byte| *byte == 0));
            memory.dealloc(moved, layout(8_192));
        }
    }

    #[test]
    fn a_block_that_was_given_back_is_handed_out_again() {
        let memory = Wiping::empty();
        // SAFETY: each block is freed once, with its layout.
        unsafe {
            let block = memory.alloc(layout(20));
            memory.dealloc(block, layout(20));
            assert_ne!(memory.alloc(layout(64)), block);
            assert_eq!(memory.alloc(layout(32)), block);
            assert_ne!(memory.alloc(layout(32)), block);
        }
    }

    #[test]
    fn blocks_are_apart_and_stand_where_they_may() {
        let memory = Wiping::empty();
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for round in 0..2_000_usize {
            let size = round * 37 % 3_000 + 1;
            // SAFETY: the size is not zero; nothing is freed.
            let start = unsafe { memory.alloc(layout(size)) }.addr();
            assert_eq!(start % 16, 0);
            taken.push((start, start + size));
        }
        taken.sort_unstable();
        assert!(taken.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }

    #[test]
    fn a_page_is_used_to_its_end() {
        let memory = Wiping::empty();
        let half = layout(PAGE / 2);
        // SAFETY: the size is not zero.
        let (first, second) = unsafe { (memory.alloc(half), memory.alloc(half)) };
        assert_eq!(second.addr(), first.addr() + PAGE / 2);
    }

    #[test]
    fn what_can_not_be_had_is_null() {
        let memory = Wiping::empty();
        let overaligned = Layout::from_size_align(8, 32).unwrap();
        let huge = Layout::from_size_align(isize::MAX as usize & !15, 16).unwrap();
        // SAFETY: neither size is zero.
        unsafe {
            assert!(memory.alloc(overaligned).is_null());
            assert!(memory.alloc(huge).is_null());
        }
    }
}
