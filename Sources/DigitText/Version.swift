/// The version of everything in this package.
package let digitsVersion = "1.0.0"
