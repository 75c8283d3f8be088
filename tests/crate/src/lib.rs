//! Uses the crate `nomba-revoke` in WebAssembly, with another allocator than the package's.

use nomba_revoke::pacer::Pacer;
use nomba_revoke::{
    Action, BodyReading, Call, Event, EventData, Head, Options, RevokeTokenRequest, ServerText,
    Source, redact, token_hash, token_info,
};
use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::hint::black_box;

const SIZE: usize = 1 << 16;

/// An allocator that gives each part of its memory out once, and takes nothing back.
struct Bump {
    memory: UnsafeCell<[u8; SIZE]>,
    used: UnsafeCell<usize>,
}

// SAFETY: a WebAssembly module without threads.
unsafe impl Sync for Bump {}

// SAFETY: each block begins behind the one before it, at a multiple of its alignment, and ends within the memory.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let first = self.memory.get().cast::<u8>();
        // SAFETY: nobody else reads or writes it meanwhile.
        let used = unsafe { &mut *self.used.get() };
        let start = *used + first.wrapping_add(*used).align_offset(layout.align());
        if start + layout.size() > SIZE {
            return std::ptr::null_mut();
        }
        *used = start + layout.size();
        first.wrapping_add(start)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { memory: UnsafeCell::new([0; SIZE]), used: UnsafeCell::new(0) };

/// Drives a call whose only attempt is answered with this status. Returns the length of what comes of it.
#[unsafe(no_mangle)]
pub extern "C" fn drive(status: u16) -> usize {
    let token = black_box("a".repeat(400));
    let request = RevokeTokenRequest::new("b".repeat(36), token.clone());
    if let Err(issues) = request.validate() {
        return issues.iter().map(|issue| issue.message().len()).sum();
    }
    let Ok(options) = Options::default().retries(0) else { return 0 };
    black_box((
        request.to_json(),
        options.endpoint(),
        token_hash(&token),
        token_info::decode(&token),
    ));
    black_box((redact::redact(&token, &token), Pacer::new(None, 1).next(0.0)));
    let (mut call, _) = Call::begin(options.most_retries());
    let data = EventData {
        head: Some(Head { status, rate_limit: None, retry_after: None, source: Source::Vendor }),
        ..EventData::default()
    };
    match call.handle(Event::Answered(BodyReading::Revoked), &data, None) {
        Action::Resolve(revoked) => format!("{:?}", revoked.with_description(None)).len(),
        Action::Fail(failure) => failure.with_text(ServerText::default()).to_string().len(),
        _ => 0,
    }
}
