/// The version of everything in this package.
package let digitsVersion = "0.1.0"
