//! The round-trip time and its deviation, smoothed as TCP smooths them (RFC 6298).

/// Up to this deviation round trips are steady, in windows.
const STEADY_WINDOWS: f64 = 0.1;

/// The smoothed round-trip time in milliseconds.
#[derive(Debug, Default)]
pub(super) struct RoundTrip {
    mean: f64,
    deviation: f64,
}

impl RoundTrip {
    /// Takes the round-trip time of a request into account.
    pub(super) fn measured(&mut self, round_trip: f64) {
        if self.mean == 0.0 {
            self.mean = round_trip;
        }
        self.deviation += ((round_trip - self.mean).abs() - self.deviation) / 4.0;
        self.mean += (round_trip - self.mean) / 8.0;
    }

    /// Whether all round trips take about as long, compared with a `window` in milliseconds.
    pub(super) fn is_steady(&self, window: f64) -> bool {
        self.deviation < STEADY_WINDOWS * window
    }
}
