/**
 * What operators ask an application: the {@code mqgroups} endpoint and the health of {@code mq}. Runs on the threads of the
 * web server. Entry type: {@link io.mqspring.autoconfigure.actuate.MqGroupsEndpoint}. Nothing here changes state.
 */
@NullMarked
package io.mqspring.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
