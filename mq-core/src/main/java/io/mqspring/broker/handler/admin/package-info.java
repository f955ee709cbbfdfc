/**
 * What operators ask and do, with Apache RocketMQ's tools or others: at the name server and at the broker. Entry type: {@link
 * io.mqspring.broker.handler.admin.AdminHandlers}.
 */
@NullMarked
package io.mqspring.broker.handler.admin;

import org.jspecify.annotations.NullMarked;
