/**
 * The pull sample: a topic read at the application's own pace, without a listener. Entry type:
 * {@link io.mqspring.samples.pull.PullApplication}.
 */
@NullMarked
package io.mqspring.samples.pull;

import org.jspecify.annotations.NullMarked;
