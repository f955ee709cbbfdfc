package io.mqspring.transport.netty;

import io.mqspring.protocol.codec.Frame;
import io.mqspring.security.Principal;

/** Decides on a request before anything but its header is looked at. Thread safe. */
@FunctionalInterface
interface RequestGate {

    /** Takes everything. */
    RequestGate OPEN = frame -> Principal.TRUSTED;

    /**
     * @return on whose behalf the request comes
     * @throws io.mqspring.protocol.CommandFailedException to refuse
     * @throws io.mqspring.protocol.codec.MalformedCommandException to refuse, too
     */
    Principal admit(Frame frame);
}
