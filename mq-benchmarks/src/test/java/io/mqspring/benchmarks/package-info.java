/** The benchmarks that are also tests, in a size that every build machine can run. */
@NullMarked
package io.mqspring.benchmarks;

import org.jspecify.annotations.NullMarked;
