#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The natural logarithm.
package func naturalLogarithm(_ x: Float) -> Float { logf(x) }
/// e to the power of x.
package func naturalExponential(_ x: Float) -> Float { expf(x) }
/// The hyperbolic tangent.
package func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
/// The error function.
package func errorFunction(_ x: Float) -> Float { erff(x) }
/// log(1 + x), exact for small x.
package func logarithmOfOnePlus(_ x: Float) -> Float { log1pf(x) }
/// exp(x) - 1, exact for small x.
package func exponentialMinusOne(_ x: Float) -> Float { expm1f(x) }
/// The sine of an angle in radians.
package func sine(_ x: Float) -> Float { sinf(x) }
/// The cosine of an angle in radians.
package func cosine(_ x: Float) -> Float { cosf(x) }
/// The cosine of an angle in radians.
package func cosine(_ x: Double) -> Double { cos(x) }
/// e to the power of x.
package func naturalExponential(_ x: Double) -> Double { exp(x) }
/// The natural logarithm.
package func naturalLogarithm(_ x: Double) -> Double { log(x) }
/// The logarithm to base 10.
package func decimalLogarithm(_ x: Double) -> Double { log10(x) }
