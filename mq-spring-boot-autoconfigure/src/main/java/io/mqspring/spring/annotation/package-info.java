/**
 * What applications write on their beans, and the post-processor that finds it. Entry type:
 * {@link io.mqspring.spring.annotation.MqListener}. Works on the thread that refreshes the context; calling listeners is
 * not its business but that of {@code listener}.
 */
@NullMarked
package io.mqspring.spring.annotation;

import org.jspecify.annotations.NullMarked;
