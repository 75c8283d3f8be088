//! Timers.

use crate::millis::Millis;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The longest time for which the platform's timers run. A longer one would fire at once.
const LONGEST: Millis = Millis::new(2_147_483_647.0);

/// A timer of the platform: a future that completes when the time is over. Dropping it clears the timer.
pub(super) struct Timer(Option<Running>);

struct Running {
    fired: JsFuture,
    /// Completes `fired`. A `JsFuture` whose promise never settles is never freed.
    fire: JsValue,
    id: JsValue,
}

impl Timer {
    /// Starts a timer. If the time is over 2,147,483,647 ms, the timer never fires.
    pub(super) fn start(time: Millis) -> Timer {
        if time > LONGEST {
            return Timer(None);
        }
        let mut fire = JsValue::UNDEFINED;
        let fired = Promise::new(&mut |resolve, _| fire = resolve.into());
        let fired = JsFuture::from(fired);
        let id = call("setTimeout", &[&fire, &time.get().into()]);
        if id.is_err() {
            // Without timers, the time is over at once: nothing may wait for ever.
            complete(&fire);
        }
        Timer(Some(Running { fired, fire, id: id.unwrap_or_default() }))
    }

    /// Returns what a future returns, or `None` if the timer fires first.
    pub(super) async fn before<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Pin::new(&mut *self).poll(context).map(|()| None),
        })
        .await
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            Some(running) => Pin::new(&mut running.fired).poll(context).map(|_| ()),
            None => Poll::Pending,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = call("clearTimeout", &[&self.id]);
        complete(&self.fire);
    }
}

/// Resolves a promise with its `resolve` function.
fn complete(resolve: &JsValue) {
    let _ = resolve.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
}

/// Calls a global function. Pages and workers have timers, but no common type in web-sys.
fn call(name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function = Reflect::get(&js_sys::global(), &name.into())?;
    let arguments = arguments.iter().collect();
    function.dyn_into::<Function>()?.apply(&JsValue::UNDEFINED, &arguments)
}
