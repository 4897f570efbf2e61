import DigitPhoto

/// Predicts how curled paper displaces the points of a form from where some of them are found.
///
/// It is kriging (Matheron 1963), that is, regression with a Gaussian process. Its covariance says what paper does:
/// - it bends along one direction, so that a displacement is a smooth function of the distance along that direction, and proportional to
///   the distance across it, since a camera sees what is higher larger;
/// - it also deviates from that smoothly, but less and within a shorter distance: folds, waves in other directions;
/// - the projective map may be off.
///
/// Far from all print, a prediction is that of the projective map, or of the bend if there is print at another point along it.
package struct CurlModel {
    /// A point of the form, and its displacement, both in units of the form's shorter side.
    package struct Sample {
        package var point, offset: SIMD2<Double>
        /// The standard deviation of the offset.
        package var noise: Double

        package init(point: SIMD2<Double>, offset: SIMD2<Double>, noise: Double) {
            (self.point, self.offset, self.noise) = (point, offset, noise)
        }
    }

    /// How well a sample is predicted from all others: the offset's error, and the standard deviation that is expected of it.
    package struct Check {
        package var error: SIMD2<Double>
        package var deviation: SIMD2<Double>

        /// The error in units of what is expected.
        var surprise: Double { surprise(withNoise: 0, insteadOf: 0) }

        /// The same if the sample had other noise.
        func surprise(withNoise noise: Double, insteadOf own: Double) -> Double {
            let expected = deviation * deviation - own * own + noise * noise
            return ((error * error / expected).sum() / 2).squareRoot()
        }
        package var distance: Double { (error * error).sum().squareRoot() }
    }

    private let covariance: CurlCovariance
    /// The samples' points, turned so that the first coordinate is along the bend.
    private let places: [SIMD2<Double>]
    /// For each sample, its weight in predictions along and across the bend.
    private let along, across: [Double]
    package let checks: [Check]

    /// - Returns: nil if there are no samples, or numbers that are not finite.
    package init?(_ samples: [Sample], covariance: CurlCovariance) {
        guard !samples.isEmpty else { return nil }
        self.covariance = covariance
        let places = samples.map { covariance.turned($0.point) }
        let offsets = samples.map { covariance.turned($0.offset) }
        self.places = places
        let count = samples.count
        var (first, second) = ([Double](repeating: 0, count: count * count), [Double](repeating: 0, count: count * count))
        for i in 0..<count {
            for j in 0...i {
                let value = covariance.value(places[i], places[j])
                (first[i * count + j], second[i * count + j]) = (value.x, value.y)
            }
            first[i * count + i] += samples[i].noise * samples[i].noise
            second[i * count + i] += samples[i].noise * samples[i].noise
        }
        guard let alongFactor = CholeskyFactor(first, count: count), let acrossFactor = CholeskyFactor(second, count: count)
        else { return nil }
        let along = alongFactor.solution(offsets.map(\.x))
        let across = acrossFactor.solution(offsets.map(\.y))
        (self.along, self.across) = (along, across)
        let (alongPrecision, acrossPrecision) = (alongFactor.inverseDiagonal, acrossFactor.inverseDiagonal)
        checks = (0..<count).map { i in
            let precision = SIMD2(alongPrecision[i], acrossPrecision[i])
            return Check(error: SIMD2(along[i], across[i]) / precision, deviation: 1 / precision.squareRoot())
        }
    }

    /// The expected offset of a point.
    package func offset(of point: SIMD2<Double>) -> SIMD2<Double> {
        let place = covariance.turned(point)
        var sum = SIMD2<Double>.zero
        for i in places.indices { sum += covariance.value(place, places[i]) * SIMD2(along[i], across[i]) }
        return covariance.turnedBack(sum)
    }
}
