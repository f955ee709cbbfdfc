/**
 * The crash loop: a real application process, killed at random moments under load, again and again on one data directory;
 * afterwards every acknowledged message must have been consumed by every group.
 */
@NullMarked
package io.mqspring.test.crash;

import org.jspecify.annotations.NullMarked;
