/**
 * The quickstart: an HTTP endpoint that sends orders, two groups that each consume every order, and a memory of what they
 * did. Entry type: {@link io.mqspring.samples.quickstart.QuickstartApplication}.
 */
@NullMarked
package io.mqspring.samples.quickstart;

import org.jspecify.annotations.NullMarked;
