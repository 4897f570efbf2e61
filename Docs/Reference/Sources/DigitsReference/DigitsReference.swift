// Makes the libraries dependencies of this package, so that the plugin finds them.
