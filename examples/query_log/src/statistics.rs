//! Intervals for rates and for the ratio of two rates.
//!
//! * A rate: Byar's approximation to the exact Poisson limits (N. E. Breslow, N. E. Day, *Statistical Methods in Cancer
//!   Research* II, IARC 1987, p. 69).
//! * A ratio of two rates: given how many events both periods have together, those of one are binomial; the exact limits of
//!   that proportion (C. J. Clopper, E. S. Pearson, *Biometrika* 26, 1934) become the limits of the ratio. It is the
//!   "central" interval of M. P. Fay, *Two-sided exact tests and matching confidence intervals for discrete data*, The R
//!   Journal 2(1), 2010, and what `poisson.test` of R prints.
//! * Searches come in bursts: one person searches again and again, a piece of news makes a day unlike its neighbours. So
//!   counts spread more from day to day than Poisson's, and plain limits would be too narrow. The dispersion is Pearson's
//!   chi-square over its degrees of freedom, on days (P. McCullagh, J. A. Nelder, *Generalized Linear Models*, 1989, ch. 6);
//!   where it is above one, counts are divided by it before the limits are taken (the effective sample size of E. L. Korn, B. I.
//!   Graubard, *Survey Methodology* 24, 1998).

/// The quantile of the normal distribution for two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// One tail of the 5 % that an interval may miss.
const TAIL: f64 = 0.025;
/// A dispersion is estimated from this many days on.
const DAYS_FOR_DISPERSION: usize = 14;

/// A lower and an upper limit, at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// So many events among so many queries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub queries: u64,
    pub events: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.queries += other.queries;
        self.events += other.events;
    }

    /// Events per million queries; `None` without queries.
    pub fn per_million(self) -> Option<f64> {
        (self.queries > 0).then(|| self.events as f64 * 1e6 / self.queries as f64)
    }

    /// The limits of [`per_million`](Self::per_million).
    pub fn interval(self, dispersion: f64) -> Option<Interval> {
        let scale = dispersion * 1e6 / self.queries as f64;
        let effective = self.events as f64 / dispersion;
        (self.queries > 0).then(|| Interval { low: byar_low(effective) * scale, high: byar_high(effective) * scale })
    }
}

fn byar_low(events: f64) -> f64 {
    if events <= 0.0 { 0.0 } else { events * (1.0 - 1.0 / (9.0 * events) - Z / (3.0 * events.sqrt())).max(0.0).powi(3) }
}

fn byar_high(events: f64) -> f64 {
    let e = events + 1.0;
    e * (1.0 - 1.0 / (9.0 * e) + Z / (3.0 * e.sqrt())).powi(3)
}

/// How many times the rate of `after` is that of `before`. `None` if it cannot be told: no events before, or no queries.
pub fn ratio(before: Tally, after: Tally) -> Option<f64> {
    (before.events > 0 && after.queries > 0)
        .then(|| after.events as f64 / after.queries as f64 / (before.events as f64 / before.queries as f64))
}

/// The limits of the [`ratio`]; the upper one is infinite if there are no events before. `None` without any events, or without
/// queries in one of the two.
pub fn ratio_interval(before: Tally, after: Tally, dispersion: f64) -> Option<Interval> {
    if before.events + after.events == 0 || before.queries == 0 || after.queries == 0 {
        return None;
    }
    let (b, a) = (before.events as f64 / dispersion, after.events as f64 / dispersion);
    let exposure = before.queries as f64 / after.queries as f64;
    let odds = |p: f64| if p >= 1.0 { f64::INFINITY } else { p / (1.0 - p) * exposure };
    let low = if after.events == 0 { 0.0 } else { odds(beta_quantile(TAIL, a, b + 1.0)) };
    let high = if before.events == 0 { f64::INFINITY } else { odds(beta_quantile(1.0 - TAIL, a + 1.0, b)) };
    Some(Interval { low, high })
}

/// How much more the days of each period spread than Poisson counts would; at least one, and one if there are few days or events.
pub fn dispersion<'a>(periods: impl IntoIterator<Item = &'a [Tally]>) -> f64 {
    let (mut chi_square, mut days, mut parameters, mut events) = (0.0, 0, 0, 0);
    for period in periods {
        let mut sum = Tally::default();
        period.iter().for_each(|d| sum.add(*d));
        if sum.events == 0 {
            continue;
        }
        let rate = sum.events as f64 / sum.queries as f64;
        for day in period.iter().filter(|d| d.queries > 0) {
            let expected = rate * day.queries as f64;
            chi_square += (day.events as f64 - expected).powi(2) / expected;
            days += 1;
        }
        parameters += 1;
        events += sum.events;
    }
    if days < DAYS_FOR_DISPERSION || events < 20 { 1.0 } else { (chi_square / (days - parameters) as f64).max(1.0) }
}

/// The `p` for which the regularised incomplete beta function is `target`.
fn beta_quantile(target: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if beta_cdf(middle, a, b) < target { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The regularised incomplete beta function, by its continued fraction (Lentz's method; W. H. Press et al., *Numerical
/// Recipes*, 6.4). The number of steps grows with the square root of the larger parameter.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf(1.0 - x, b, a);
    }
    let front = (libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let away = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn tally(events: u64, queries: u64) -> Tally {
        Tally { queries, events }
    }

    fn near(value: f64, expected: f64, relative: f64) {
        assert!((value / expected - 1.0).abs() < relative, "{value} is not {expected}");
    }

    /// `poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))` of the R manual.
    #[test]
    fn a_ratio_has_the_limits_that_r_prints() {
        let (before, after) = (tally(21, 3011), tally(11, 800));
        near(ratio(before, after).unwrap(), 1.971488, 1e-6);
        let limits = ratio_interval(before, after, 1.0).unwrap();
        near(limits.low, 0.8584264, 1e-6);
        near(limits.high, 4.277268, 1e-4);
    }

    /// Closed forms: with no events after, the upper limit solves (1 - p)^n = 0.025.
    #[test]
    fn no_events_in_one_period_leave_one_side_open() {
        let limits = ratio_interval(tally(5, 1000), tally(0, 1000), 1.0).unwrap();
        assert_eq!(limits.low, 0.0);
        let p = 1.0 - 0.025_f64.powf(0.2);
        near(limits.high, p / (1.0 - p), 1e-9);
        let limits = ratio_interval(tally(0, 1000), tally(5, 1000), 1.0).unwrap();
        near(limits.low, (1.0 - p) / p, 1e-9);
        assert_eq!(limits.high, f64::INFINITY);
        assert_eq!(ratio_interval(tally(0, 1000), tally(0, 1000), 1.0), None);
        assert_eq!(ratio_interval(tally(0, 1000), tally(1, 0), 1.0), None);
    }

    /// With very many events the exact limits are those of the normal approximation.
    #[test]
    fn large_counts_agree_with_the_normal_approximation() {
        let (before, after) = (tally(4_000_000, 1_000_000_000), tally(4_680_000, 1_000_000_000));
        let limits = ratio_interval(before, after, 1.0).unwrap();
        let spread = (Z * (1.0 / 4e6 + 1.0 / 4.68e6_f64).sqrt()).exp();
        near(limits.low, 1.17 / spread, 1e-6);
        near(limits.high, 1.17 * spread, 1e-6);
    }

    /// The exact limits of ten events are 4.795 and 18.390, of none 0 and 3.689.
    #[test]
    fn the_limits_of_a_rate_are_close_to_the_exact_ones() {
        let limits = tally(10, 1_000_000).interval(1.0).unwrap();
        near(limits.low, 4.795, 0.01);
        near(limits.high, 18.390, 0.01);
        let limits = tally(0, 1_000_000).interval(1.0).unwrap();
        assert_eq!(limits.low, 0.0);
        near(limits.high, 3.689, 0.01);
        assert_eq!(tally(0, 0).per_million(), None);
    }

    /// Two hundred days a period with 10 000 queries each; `burst` searches for each one that is begun.
    fn days(rng: &mut ChaCha8Rng, rate: f64, burst: u64) -> Vec<Tally> {
        (0..200)
            .map(|_| {
                let events = (0..10_000 / burst).filter(|_| rng.random_bool(rate)).count() as u64;
                tally(events * burst, 10_000)
            })
            .collect()
    }

    fn sum(days: &[Tally]) -> Tally {
        days.iter().fold(Tally::default(), |mut sum, day| {
            sum.add(*day);
            sum
        })
    }

    /// Of a hundred intervals, how many hold the true ratio.
    fn coverage(burst: u64, truth: f64, corrected: bool) -> usize {
        let mut rng = ChaCha8Rng::seed_from_u64(burst);
        (0..100)
            .filter(|_| {
                let (before, after) = (days(&mut rng, 0.001, burst), days(&mut rng, 0.001 * truth, burst));
                let spread = if corrected { dispersion([before.as_slice(), &after]) } else { 1.0 };
                let limits = ratio_interval(sum(&before), sum(&after), spread).unwrap();
                (limits.low..=limits.high).contains(&truth)
            })
            .count()
    }

    #[test]
    fn an_interval_holds_the_truth_as_often_as_it_says() {
        for (burst, truth) in [(1, 1.0), (1, 1.17), (5, 1.0), (5, 1.17)] {
            let held = coverage(burst, truth, true);
            assert!((90..=100).contains(&held), "{held} of 100 with bursts of {burst} and a ratio of {truth}");
        }
        assert!(coverage(5, 1.0, false) < 80, "bursts are not seen without the dispersion: this test shows nothing");
    }

    #[test]
    fn bursts_are_seen_as_dispersion() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let plain = days(&mut rng, 0.001, 1);
        let bursts = days(&mut rng, 0.001, 5);
        assert!(dispersion([plain.as_slice()]) < 1.25);
        assert!((3.5..6.5).contains(&dispersion([bursts.as_slice()])));
        assert_eq!(dispersion([&bursts[..13]]), 1.0);
    }
}
