/**
 * Tests with Apache RocketMQ's own processes. Those run in JVMs of their own with their own class path, which the module
 * {@code official} below this one collects: nothing of them is ever on this module's class path. Entry types: {@link
 * io.mqspring.interop.OfficialNameServer}, {@link io.mqspring.interop.OfficialBroker}, {@link io.mqspring.interop.OfficialClient}.
 *
 * <p>A row of the compatibility table is a test method whose {@code @DisplayName} reads as the row ("Official 5.5 producer: a
 * batch"). {@link io.mqspring.interop.RowPrinter} prints {@code passed} or {@code FAILED} and the row for every test of this
 * module, whoever runs it: nothing has to be declared at the test.
 */
@NullMarked
package io.mqspring.interop;

import org.jspecify.annotations.NullMarked;
