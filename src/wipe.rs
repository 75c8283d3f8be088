//! An allocator that wipes what is given back.
//!
//! A token is copied into this memory only to be decoded, and a server may repeat it in a header.
//! Where a buffer ends, or grows into another place, nothing of it may stay behind.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, with every block zeroed before it is returned to it.
pub struct Wiping;

// SAFETY: each call is handed on to `System` with the layout it came with. `realloc` is left to
// the trait, whose own is an `alloc`, a copy and a `dealloc`: the old block is wiped too.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the one that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is ours until it is handed back below.
        unsafe { block.write_bytes(0, layout.size()) };
        // Without this the compiler may find that nobody reads the zeros.
        core::hint::black_box(block);
        // SAFETY: as for `alloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_is_given_back_or_moved_is_zero() {
        let layout = Layout::from_size_align(4096, 8).unwrap();
        // SAFETY: the blocks are read after their end on purpose, on a page that stays mapped:
        // the allocator keeps blocks of this size.
        unsafe {
            let block = Wiping.alloc(layout);
            block.write_bytes(0xAA, layout.size());
            Wiping.dealloc(block, layout);
            // The allocator writes its own links into the first words of a free block.
            assert!((64..layout.size()).all(|at| block.add(at).read_volatile() == 0));
            let block = Wiping.alloc(layout);
            block.write_bytes(0xAA, layout.size());
            let moved = Wiping.realloc(block, layout, 8192);
            assert_ne!(moved, block);
            assert!((0..4096).all(|at| moved.add(at).read() == 0xAA));
            assert!((64..layout.size()).all(|at| block.add(at).read_volatile() == 0));
            Wiping.dealloc(moved, Layout::from_size_align(8192, 8).unwrap());
        }
    }
}
