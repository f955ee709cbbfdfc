/**
 * Tests with Apache RocketMQ's own processes. Those run in JVMs of their own with their own class path, which the module
 * {@code official} below this one collects: nothing of them is ever on this module's class path. Entry types: {@link
 * io.mqspring.interop.OfficialNameServer}, {@link io.mqspring.interop.OfficialBroker}, {@link io.mqspring.interop.OfficialClient}.
 */
@NullMarked
package io.mqspring.interop;

import org.jspecify.annotations.NullMarked;
